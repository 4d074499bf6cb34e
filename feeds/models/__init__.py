"""What people say to each other, where, and what they made of it."""

from feeds.models.attachment import Attachment as Attachment
from feeds.models.bookmark import Bookmark as Bookmark
from feeds.models.conversation import Conversation as Conversation
from feeds.models.conversation import Participant as Participant
from feeds.models.follow import Follow as Follow
from feeds.models.follow import TagFollow as TagFollow
from feeds.models.group import Group as Group
from feeds.models.group import GroupInvitation as GroupInvitation
from feeds.models.group import JoinRequest as JoinRequest
from feeds.models.group import Membership as Membership
from feeds.models.notification import Notification as Notification
from feeds.models.notification import ThreadMute as ThreadMute
from feeds.models.people_list import ListedPerson as ListedPerson
from feeds.models.people_list import PeopleList as PeopleList
from feeds.models.post import Audience as Audience
from feeds.models.post import Mention as Mention
from feeds.models.post import Post as Post
from feeds.models.post import PostVersion as PostVersion
from feeds.models.reaction import Reaction as Reaction
from feeds.models.read_marker import ReadMarker as ReadMarker
from feeds.models.regard import PersonMute as PersonMute
from feeds.models.regard import PersonNote as PersonNote
from feeds.models.tag import PostTag as PostTag
from feeds.models.tag import Tag as Tag
