// Everything a page does by script. Each piece stands alone; without any of them links and forms still work.
import "./models/actions.js";
import "./models/connection.js";
import "./models/keymap.js";
import "./models/live_search.js";
import "./models/passing_time.js";
import "./models/replies.js";
import "./elements/live_socket.js";
import "./elements/new_posts_pill.js";
import "./elements/post_composer.js";
import "./elements/post_feed.js";
import "./elements/upload_list.js";
