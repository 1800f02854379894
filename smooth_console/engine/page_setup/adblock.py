"""The hosts whose requests `use_adblock` refuses: a short list of our own, no match for a blocker with maintained ones.

It has the large networks of advertising, and of measuring it. It hides no elements, and knows nothing of ads that a
site serves itself.
"""

HOSTS = (
    # Exchanges and servers of ads
    "doubleclick.net",
    "googlesyndication.com",
    "googleadservices.com",
    "2mdn.net",
    "amazon-adsystem.com",
    "adnxs.com",
    "criteo.com",
    "criteo.net",
    "rubiconproject.com",
    "pubmatic.com",
    "openx.net",
    "casalemedia.com",
    "indexww.com",
    "smartadserver.com",
    "adform.net",
    "adsrvr.org",
    "bidswitch.net",
    "contextweb.com",
    "lijit.com",
    "gumgum.com",
    "sharethrough.com",
    "teads.tv",
    "yieldmo.com",
    "3lift.com",
    "media.net",
    "adroll.com",
    "adcolony.com",
    "applovin.com",
    "unityads.unity3d.com",
    # Boxes of recommended reading, popups
    "taboola.com",
    "outbrain.com",
    "outbrainimg.com",
    "revcontent.com",
    "mgid.com",
    "popads.net",
    "propellerads.com",
    # What measures ads and their viewers
    "google-analytics.com",
    "moatads.com",
    "adsafeprotected.com",
    "doubleverify.com",
    "scorecardresearch.com",
    "quantserve.com",
    "demdex.net",
    "bluekai.com",
    "krxd.net",
    "rlcdn.com",
    "agkn.com",
    "hotjar.com",
    "ads-twitter.com",
    "ads.linkedin.com",
    "bat.bing.com",
)

PATTERNS = tuple(f"*://{prefix}{host}/*" for host in HOSTS for prefix in ("", "*."))
"""The same as Chromium matches addresses, the bare host and all below it."""
