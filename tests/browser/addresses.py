"""Every page a person can open, for the checks that walk all of them."""

# Pages of whoever is signed in.
OF_PEOPLE = (
    "/",
    "/company",
    "/compose",
    "/bookmarks",
    "/notifications",
    "/notifications?tab=mentions",
    "/notifications?tab=done",
    "/messages",
    "/messages/new",
    "/groups",
    "/groups/new",
    "/people",
    "/people?skill=performance",
    "/search",
    "/search?q=recette",
    "/search?q=introuvable-partout",
    "/t/recrutement",
    "/t/personne-ne-l-a-dit",
    "/@noemie",
    "/@claire",
    "/me/availability",
    "/settings/profile",
    "/settings/language",
    "/settings/display",
    "/settings/security",
    "/shortcuts",
    "/welcome/you",
    "/welcome/team",
    "/welcome/post",
    "/password/change",
    "/nowhere",
)
# Where the demo has a place or a thing that the member noemie can see.
OF_A_MEMBER = (
    "/g/annonces",
    "/g/projet-oceane",
    "/g/projet-oceane/members",
    "/g/projet-oceane/settings",
    "/g/direction-commerciale",
)
OF_ADMINS = ("/invitations", "/organization", "/welcome/organization", "/welcome/invite")
OF_STRANGERS = ("/login", "/signup", "/password/reset", "/password/reset/sent", "/confirm")
OF_ANYONE = ("/offline", "/join/nonsense", "/confirm/nonsense", "/password/reset/1-nonsense")
