"""The wording of a refusal -> its cause: a known reply by its words, any other by telling phrases. No Django."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from zlib import crc32

from rapidfuzz import fuzz, process

_LONGEST = 2000  # characters that are read of a line
_SAME = 92  # rapidfuzz ratio, 0-100: the same wording though a word is misspelled or missing
_DOUBTFUL = -0.5  # of about -1 to 1: so little evidence, where there is no phrase, is none
_SHORT = 20  # characters: "MI:STC" is no misspelled "MI:SPB"

# An upper-case word in a phrase is one of these.
_ONE_OF = {
    "WHO": "(?:users?|recipients?|mailbox(?:es)?|mail box|accounts?|address(?:es)?|addressee|emails?|inbox|customer)",
    "MAIL": "(?:messages?|mails?|emails?|e mails?)",
    "NO": "(?:rejected|refused|denied|blocked|banned|forbidden|prohibited"
    "|not (?:allowed|accepted|permitted|authori[sz]ed))",
    "OVER": "(?:over|exceed(?:s|ed|ing)?|reached|hit)",
    "OFF": "(?:disabled?|inactive|de ?activated|closed|locked|frozen|expired|discontinued|terminated|suspended)",
    "LOGIN": "(?:auth(?:entication|ori[sz]ation|entification)?|login|logon|user ?name|password|credentials?)",
    "LIST": "(?:(?:black|block|deny|bad) ?list(?:ed|s)?)",
    "CHECK": "(?:verify|verification|validation|check)",
    "..": r"(?:\w+ ){0,4}",  # up to four other words
}

# What mail servers all over the world write when they mean the cause, as patterns of lower-case words without
# punctuation, addresses and codes. They come from knowledge of the servers' wording and from reading known replies,
# not from counting. A sign nearly decides; how two of them weigh against each other is learned.
SIGNS = r"""
greylisted: gr[ea]y ?list(?:ed|ing|s)?|postgrey|first (?:time|contact|attempt)|early retry
mailbox-full: over ?quota|over (?:its|their|the|his|disk|storage|mail) .. quota|(?:WHO|disk|storage|
    mail) quota (?:exceeded|full|limit|is full|violation)|quota .. (?:full|for user|for mailbox)|exceed(?:s|ed|
    ing)? .. (?:disk|storage|mailbox|its|their|users?) .. quota|(?:WHO|quota|maildir|folder|boite) .. full|
    out of .. storage|storage .. (?:exceeded|full|limit|quota|allocation)|exceeded storage|disk quota|mailbox (?:size|
    would|has exceeded|exceeds?|is over|limit)|pleine|(?:no|not enough|insufficient) .. (?:space|storage) .. (?:user|
    mailbox)
mailbox-disabled: WHO .. OFF|WHO .. not (?:active|activated|enabled|currently available)|
    not (?:currently )?accepting (?:mail|messages|email|any)|OFF WHO|no longer (?:active|accepts|available|accepting|
    receives)|(?:incoming|inbounds?|receiving) .. OFF|inactive|retired|mailbox not available|niedostepne|nieaktywn\w+
tls: tls(?:v1|a)?|ssl|starttls|certificates?|encryption (?:required|needed|is)|encrypt|encrypted (?:connection|session|
    channel|link)|dane|mta ?sts|ciphers?|handshake|secure (?:connection|channel|transport)|requiretls|invalid dnssec|
    dnssec invalid
too-large: (?:too|ridiculously) (?:large|big|long)|(?:MAIL|headers?|attachment|mailsize|data|body|file) .. (?:size|
    length) .. (?:exceeds?|limit|exceeded|maximum|big|large|over|restriction|than)|size .. (?:exceeds?|exceeded|limit|
    too)|exceed(?:s|ed|ing)? .. (?:size|mailsize|length|databytes|bytes|mb|kb)|(?:maximum|max|fixed) .. size|(?:larger|
    bigger|longer) than|too much .. data|databytes|(?:recip)?sizelimit|mailsize
authentication-failed: spf|dkim|dmarc|openspf|sender policy framework|unauthenticated|domainkeys|sender id|align(?:ed|
    ment)|authentication (?:checks?|information|results|level|guidelines|policy)|(?:email|domain) authentication|
    (?:required|pass(?:ed)?|fail(?:ed|s)?) .. authentication .. (?:checks?|level)|not designate|
    mismatch(?:es)? .. client|arc|bimi|spoof(?:ed|ing)?|spoof
dns: ptr|reverse (?:dns|lookup|hostname|ip|mapping|name|map|entry)|rdns|dns|fcrdns|(?:host|domain|hostname|host name|
    domain name|sender domain) .. (?:(?:name )?not found|(?:does )?not exist|doesnt exist|does not resolve|
    cannot be found|couldnt be found|must (?:resolve|exist)|non ?existent)|find .. (?:host|domain|hostname)|
    no such (?:domain|host)|resolv(?:es?|ed|able|ing)|unresolvable|resolution|(?:no|null|invalid|bad|valid|missing|
    nonexistent) mx|mx (?:records?|lookup|host|entry)|nullmx|a record|nxdomain|name ?server|lookup .. (?:failed|failure|
    error|temporary)|cname|unknown (?:host|domain)|bad senders system|non ?existent ?domain|ip name
routing: hops?|hopcount|loop(?:s|ing|ed)?|(?:unable to|cannot|no) route|route to|unreachable|retry (?:time|timeout)|
    (?:message|queue|delivery time) .. expired|(?:message|queue) expired|queue time|(?:cannot|could not|unable to|
    wasnt able to|couldnt|failed to|not accept .. requests to|cant) (?:connect|establish|reach|contact)|
    received headers|connection (?:timed out|timeout|dropped|lost)$|connection (?:was )?(?:refused|closed|reset)|
    already has my|delivered to line|points? (?:back )?to (?:me|local|itself)|best preference mx|no answer|no mdb|
    as mail exchanger|could not be delivered for|incorrectly configured
relay-denied: relay|relaying|relays|rcpthosts|not .. (?:local|hosted|accepted|relay) domain|not .. gateway|
    pop ?3? before smtp|domain .. not (?:hosted|served|handled)|rp frl|domain .. not allowed from|tenantattribution|
    does not handle mail for
rate-limited: too (?:many|much)|too (?:fast|quickly|frequent|frequently|often)|rate ?limit(?:ed|ing|s)?|throttl(?:ed|
    ing|e)|trop de|maximum number|per (?:hour|day|minute|second|connection|session)|hourly|daily|frequency|concurrent|
    simultaneous|slow down|(?:sending|message|connection|recipients?|mail|spam) rate|rate (?:of|that|exceeded|is)|
    (?:sending|send|MAIL|recipients?|connections?|user|outgoing|submission|domain|relay|permitted|usage|
    session) .. (?:limits?|quota|threshold|allowance) .. (?:exceeded|reached|hit)|exceed(?:s|ed|ing)? .. (?:permitted|
    limits?|rate|threshold|allowance|connections?)|reached .. limits?|(?:max|maximum) .. (?:connections|recipients|
    messages|sessions|rcpt|emails|commands|errors|attempts)|unusual (?:rate|amount|volume)|(?:high|excessive|large|
    unexpected) .. (?:volume|number|rate)|excessive|flood(?:ing)?|number of .. (?:MAIL|recipients|
    connections) .. (?:exceeds?|exceeded|limit|can)|limits? .. how many|submission quota|(?:mi|rp|hl) (?:cel|ccl|dmc|
    sfq|stc|drc|qrc|trc|rcl|icc|ifc|rep)|dyn t1|credits exceeded
reputation-blocked: LIST|blackhole|dnsbls?|rbls?|rhsbl|spamhaus|spamcop|barracudacentral|sorbs|zen|sbl|xbl|pbl|css|cbl|
    uceprotect|abusix|invaluement|senderbase|senderscore|spamrats|mailspike|psbl|abuseat|csi|mail abuse|trend micro|
    reputation|(?:is|are|was|currently|been) listed|delist(?:ing)?|(?:dynamic|residential|dial ?up|generic|
    pool) .. (?:ip|address|addresses|host|range|space)|open proxy|(?:suspected|suspicious|bad) .. (?:ip|ips|range|
    network)|(?:banned|blocked) .. ip|namespace mining|(?:ip|ip address|host|network|server|mta|
    adresse ip) .. (?:blocked|banned|bloquee)|blocked .. using|blocked? for (?:spam|abuse|spamming)|spamming|
    user complaints|unblock|permanently deferred|history of .. (?:spam|abuse)|part of their network|sending .. spam|
    spam source|source of spam|sent .. spam|infected system
content-rejected: virus(?:es)?|viral|malware|phishing|trojan|worm|infected|malicious|attach(?:ments?|ed)? .. (?:not|NO|
    dangerous|type|extension|file|content)|(?:illegal|dangerous|executable|encrypted|NO) (?:attachments?|files?|content|
    extension)|(?:MAIL|body|your|restricted|suspicious) content|nature of the content|contenu|content .. (?:NO|filter|
    filtering|violation|not acceptable|policy|restrictions|judged|presents|filtered|unacceptable)|(?:classified|
    identified|detected|marked|considered|flagged|judged|looks like|appears to be|suspicion of|be|suspected|likely|
    contains?|probable|known|tagged) .. (?:spam|unsolicited|junk|ube|bulk)|spam (?:MAIL|detected|content|score|
    signature|rejected|filter|check|characteristics|like)|spam$|unsolicited (?:MAIL|content|bulk)|bulk mail|junk mail|
    ube|uribl|surbl|dbl|dt (?:spm|sum)|dangerous|MAIL (?:looks|seems|appears)|signature|(?:anti)?spam(?!haus|cop|ming|
    rl|rats|trap)\w+
recipient-unknown: unknown (?:WHO|local part|person)|(?:WHO|local part) unknown|no such (?:WHO|person|local|virtual|
    alias|domain user|name)|WHO .. (?:does not|doesnt|did not|do not|dont|not) (?:exist|exists|found|known|be found)|
    non ?existent WHO|no (?:mailbox|user|account) (?:here|by|with|for|found|is)|there is no .. WHO|(?:does not|doesnt|
    dont) (?:have|like) .. (?:account|recipient|mailbox)|not our customer|no longer (?:on server|here|exists|valid|with|
    works|in use)|not (?:a )?(?:valid|known|correct) (?:recipient|mailbox|user)|invalid (?:WHO|destination)|(?:mailbox|
    recipient|user) .. invalid|unknown in .. table|(?:undeliverable|unrouteable|unroutable|unverified) address|
    bad (?:destination|recipient|mailbox)|(?:no|all|not) .. (?:valid|correct) recipients|recip(?:ient)? ?not ?found|
    mailbox unavailable|could not be found|misspelled|typos|not (?:listed )?in .. (?:directory|address book)|
    recipient .. CHECK failed|cannot (?:find|verify) .. (?:recipient|user|mailbox)|address verification|
    adresse .. (?:invalide|inconnue)|destinataire .. (?:invalide|inconnu)
sender-rejected: sender .. (?:NO|CHECK|invalid|mismatch|unknown|does not match|not (?:found|valid|registered))|
    (?:invalid|bad|unknown|forged|spoofed|null|fake|unauthorized|NO) sender|badmailfrom|not verified|not a verified|
    not owned by|send ?as|send on behalf|outbound sender|not (?:owned|able|allowed|authori[sz]ed|permitted) .. (?:send|
    sending) (?:as|from|using)|(?:envelope|from|header|sender|address) .. (?:must|doesnt|does not|not|didnt) match|
    must be the same|must match|your (?:account|address) .. OFF|suspended .. (?:sending|send)|call ?out|local user only
policy: polic(?:y|ies)|administrative(?:ly)?|prohibit(?:s|ed|ion)?|access (?:is )?denied|rejected access denied|
    transport rule|delivery .. (?:not|restricted|restrictions?|policy|denied|refused)|only accepts?|white ?list(?:ed)?|
    not .. whitelist|NO by .. (?:rule|recipient|user|administrator|admin|policy|server|example)|(?:message|mail) NO$|
    MAIL (?:sending )?(?:refused|denied)|sender .. not authenticated for|senderauthenticated|restrict(?:ed|ions?)|
    permission|recipient preferences|refused to accept|customer block list|go away|envelope blocked|
    not accept .. (?:ipv6|bounces|dsn)|reserved|unregistered domains|permanently rejected|
    your MAIL address .. blacklisted|command rejected|not accepted .. reasons|security reasons
syntax: syntax|syntactically|command .. (?:unrecogni[sz]ed|not (?:recogni[sz]ed|implemented|supported|allowed|
    understood)|unknown|invalid|out of|order|expected|disabled|used when|too long)|(?:unknown|unrecogni[sz]ed|invalid|
    unsupported|unimplemented|illegal|unexpected|bad) (?:commands?|verb|options?|parameters?|arguments?|keyword|
    sequence|data|extension)|out of (?:sequence|order)|invalid (?:characters?|format|helo|ehlo|address|domain|header|
    base64|host ?name|email address|ip|message|from|mime|date)|malformed|(?:parameters?|arguments?|options?) .. (?:not|
    unknown|unsupported|missing|required|expected|permitted)|not implemented|unimplemented|send .. first|
    need .. (?:mail|rcpt|helo|ehlo|command|recipient|fully|sender)|(?:rcpt|mail|helo|ehlo|data|recipient|sender|
    hello) .. (?:first|before|required|yet|already|given)|bare (?:lfs?|cr|newline|line|linefeed)|8 ?bit|smtputf8|
    binarymime|non ascii|utf ?8|unicode|rfc|(?:missing|duplicate|multiple|no|bad|invalid|required|
    disallowed) .. (?:headers?|from|subject|date|message id)|line (?:is )?too long|line length|nested|
    already (?:specified|given|issued)|pipelin(?:e|ing)|improper|protocol|empty|mime|bdat|chunking|fully qualified|
    characters|hostname required|domain name required|parse|not advertised|polite|barelf|smtplf|not a valid|
    no longer supported|xoauth|auth mode|(?:say )?hello first|say hello|line ?feeds?|must (?:not )?(?:contain|end|begin|
    start)|address is not valid|may not be repeated|provide a valid|multiple (?:addresses|from|headers)
auth-required: LOGIN .. (?:required|failed|failure|unsuccessful|NO|mechanism|needed|first|invalid|incorrect|wrong|error|
    mismatch|not enabled|necessary|invalide|requise|data|too weak|aborted|unknown)|authentication|
    must .. (?:authenticated?|log ?in)|(?:please|you need to|not) (?:authenticate|log ?in|log on|sign in|logged in)|
    not .. authenticated|(?:bad|invalid|incorrect|wrong|missing) LOGIN|specific password|web browser|
    smtpclientauthentication|not subscribed|is not authorized to perform
server-busy: (?:try|retry|come|call) .. (?:later|again|back)|temporar(?:y|ily)|(?:service|server|system|resources?|
    ports|agent|host) .. (?:unavailable|busy|not available|overloaded|down|error|trouble|failure|problem)|busy|
    overload(?:ed)?|insufficient .. (?:resources?|storage|memory|space|disk)|space shortage|disk (?:space|full|is full)|
    no space left|local (?:error|problem)|internal|maintenance|shutting down|shutdown|closing transmission|
    out of memory|load average|writing|write error|queue file|configuration error|backend|database|timed? ?out|
    timeout (?:exceeded|waiting)|at present|at this time|unable to (?:accept|process|complete|authenticate at)|upstream|
    another server|qqt|could not load|license|redundant|error in processing|not responding
"""

# Phrases that are found with other causes too and only lean towards this one.
HINTS = r"""
recipient-unknown: not a valid (?:MAIL|mailbox|recipient|user|account)|(?:correct|check) .. (?:recipients?|email|
    mail) .. address|list expansion|blank mailhost|invalid route|(?:user|recipient) not local|(?:recipient|
    mailbox) (?:is )?not allowed|(?:could|can) ?not (?:be )?(?:found|find|locate|deliver to)|no mailbox service|
    undeliverable|not recogni[sz]ed|relocated|has moved|no such route
mailbox-full: (?:mailbox|user|account) is (?:too large|over)|quota
mailbox-disabled: account .. (?:unavailable|blocked|has been removed)|suspended$|(?:not|never) been (?:used|activated|
    accessed)|not allowed to receive|does not accept incoming|message sending for this account is disabled
sender-rejected: blocked senders?|to send as|on behalf|as this sender|mi spb|(?:from|sender) .. not .. (?:registered|
    verified|belong|confirmed|allowed|authori[sz]ed)|match .. (?:verified|authenticated|login|auth)|to send from|
    sender name is not valid|not same as|unrecogni[sz]ed sender|currently not authorized|cannot receive from|
    sending suspended
authentication-failed: submitter failed|sender .. (?:check|validation) .. fail\w*|not (?:allow|permit|
    authorize) .. (?:mail|send|sending|mails)|doesnt (?:allow|permit) .. (?:sending|mails?)|domain owner|mi (?:spf|dma|
    dkim)|impersonat(?:ion|ing)|(?:signing|dkim signature) .. (?:invalid|failed)|domain .. not authenticated
auth-required: (?:authentication|auth) (?:type|mechanism|method)|anonymous (?:mail|users?)|client was not|(?:turn|
    enable) .. (?:auth|authentication)|user ?name (?:or|and) password|smtp (?:service|access|login|user) .. (?:disabled|
    denied|not enabled)|(?:app|application|client) password|unauthenticated senders|already authenticated|
    authenticat\w+|log ?in|authentification
reputation-blocked: (?:ip|client|host|network|server|domain|address) .. (?:in|on|at|found|present|appears) .. (?:lists?|
    rbl|dnsbl|database|LIST)|(?:low|poor|bad|insufficient|negative|no) .. (?:reputation|score)|senders? score|
    (?:suspected|infected|compromised) .. (?:ip|host|system|server|computer|network|machine|domain)|blocked for abuse|
    abus(?:e|ive|ing) .. (?:ip|host|network|detected|from|activity)|traffic not accepted|spam (?:from|ip|host|source|
    traffic|reports?|abuse)|dt rbl|hl ipb|rtr [a-z]{2}|bl\d\d|tss?\d\d|botnet|not authorized to send .. directly|
    connection (?:denied|refused|rejected) (?:ip|by|from)|not accepted from|bloquee|for spam|spam ?trap|complaints?|
    client host .. (?:blocked|rejected)|ers customized|suspected spam ip|spam .. ip
rate-limited: limit(?:s|ed)? (?:is )?(?:exceeded|reached|exceed)|OVER .. (?:rate|limits?|quota) .. (?:for|of|per|within|
    in)|(?:peak|sending|account|plan|monthly|weekly) .. (?:limit|quota|credits?) .. exceeded|in (?:a|one) (?:short|
    session|connection|single|day|hour)|fewer|reduce .. (?:number|rate)|(?:failed|unsuccessful) .. (?:attempts|logins)|
    recip ?limit|conn(?:ection)? (?:rate|count|limit)|limit .. (?:connections|recipients|messages|session)|back ?off|
    volume|credits?|received this hour|count exceeded|exceed\w* .. (?:number|count|allowed|amount)|(?:sending|sent) too|
    rate
content-rejected: content|contain(?:s|ing) .. (?:virus|spam|links?|urls?|attachment|file|malicious|macro|words?)|
    (?:link|url) .. LIST|banned file|contenttype|executables?|macros?|scan(?:ner|ning|ned)?|filter(?:ed|s)?|rejete|
    suspicion|spam (?:or|and) virus|anti ?(?:spam|virus)|rejected by (?:filter|content|spam)|suspected spam|esets|
    security (?:risk|issue|threat)|quarantined
too-large: (?:attachments?|headers?|header values?|message parts|body) .. (?:limit|too many)|(?:number|
    size) of .. (?:attachments|header|headers|message)|size limit|message (?:file|too)|oversized?|large MAIL|(?:kb|mb|
    bytes) .. (?:limit|max|maximum|allowed)|queue file size|(?:max|maximum) size
policy: banned recipient|not in allowed|allowed senders|group .. (?:restrict|allow)|unwanted|(?:user|
    recipient) .. (?:does not want|doesnt want|has blocked|declined)|personal black ?list|by .. (?:customer|
    administrator|owner|company|organi[sz]ation)|multi recipient bounce|members? only|rule|manual|unregistered|
    does not (?:allow|permit)|mailbox delivery|for .. reasons|intentional|delivery error|restricted
relay-denied: not (?:responsible|configured) .. (?:for|to)|we do not (?:relay|handle|accept mail for|host)|
    mail for .. not accepted|from your host|locally hosted|remote (?:addresses|users|delivery)|as a relay|
    invalid credentials for relay
dns: (?:find|locate) .. (?:domain|host|hostname|dns)|(?:domain|sender|recipient|host|hostname|helo|ip) .. (?:lookup|dns|
    resolved?|no mx)|domain (?:may )?(?:not )?(?:exist|existing)|(?:no|invalid|bad|missing|without) .. (?:fqdn|dns|ptr|
    rdns|mx|reverse)|possibly forged|cannot find your|malformed dns|look ?up|no smtp service|host not found
tls: no (?:shared )?cipher|secure .. required|(?:plain ?text|unencrypted|insecure|clear ?text)|encryption|
    tls .. (?:available|required)|must issue a starttls
greylisted: try again in|triplet|come back in|intentional policy rejection|try again after some time|gr[ea]y ?list\w*
routing: (?:too many|exceeded|maximum) .. (?:hops|received|relays)|bad (?:hop|connection|route)|host .. (?:down|
    not respond(?:ing)?)|forward(?:ing)? .. (?:loop|failed)|(?:message|mail) .. in the queue|deferred because|
    lowest numbered mx|closed abruptly|connection (?:dropped|lost|reset|aborted|died)|routing|(?:cannot|
    not) be delivered .. (?:days|hours)|refused to talk|lost connection|mdb|to connect|(?:not|un) ?deliverable
server-busy: (?:unable|cannot|cant|could not|failed) .. (?:at (?:this|present)|right now|currently|queue|write|open|
    store|read)|please .. later|(?:not ready|too busy)|(?:spool|queue|disk|filesystem|memory) .. (?:error|full|fail\w*|
    problem)|(?:technical|transient|unexpected|local|general|server|fatal|processing) .. (?:error|problem|failure|
    difficult(?:y|ies))|reconnect(?:ing)?|recipient error|(?:later|retry)$|unable to (?:fork|read|open|queue|contact)|
    service failure|come back|try another
syntax: decode|(?:helo|ehlo) .. (?:argument|name|required|invalid|bogus|bad|empty|domain)|(?:bogus|bad|wrong|malformed|
    illegal|ill ?formed) .. (?:helo|ehlo|address|arguments?|headers?|from|date|characters?|format)|(?:headers?|from|
    message id|date|subject) .. (?:missing|invalid|malformed|not (?:accepted|valid|rfc)|multiple|duplicate|required|
    illegal|incorrect)|(?:not|non) .. (?:compliant|conform)|unexpected|(?:data|body) .. (?:expected|incomplete|without)|
    (?:no|not|without) .. (?:recipient|sender|rcpt|transaction) .. (?:specified|given|yet)|may not be repeated|repeated|
    pre ?greet(?:ing)?|synchronization|local part|dot|disallowed|do not allow this|operation|restricted characters|
    mi (?:imf|nhd)|octets|corrupt|unsupported|encoded|encoding|charset|vrfy|etrn|duplicate|at this point|
    i can break rules|invalid (?:name|mail|email|sender)|end of data|cannot decode
"""

# Politeness and the sentences of RFC 5321 section 4.2 that fit any cause.
_SAYS_NOTHING = re.compile(
    r"\b(?:to (?:best )?protect our users from spam|to reduce the amount of spam sent to gmail|for explanation visit"
    r"|(?:for|to get) (?:more|detailed) information|please (?:visit|contact|see)|learn more at|sorry|transaction failed"
    r"|requested (?:mail )?action (?:not taken|aborted)|if you (?:feel|believe) (?:\w+ ){0,6}error)\b"
)

# What relaying servers, logs and delivery reports write around the reply of another server.
_BEFORE = re.compile(
    r"^(?:\W{0,20}(?:diagnostic-code: ?)?smtp; ?|.{0,400}?(?:\bhost \S{1,255} (?:said: ?|\[\S{1,45}\]: )"
    r"|\bremote (?:host said: ?|server returned '|server was:\s*)|\bgave this error:\s*|\bsmtp; ?(?=[2-5]\d\d)))",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(r"\(in reply to [^)]{0,40}\)?\W*$", re.IGNORECASE)

_CODES = re.compile(
    r"^[^\w\n]{0,20}(?P<code>[2-5]\d\d)(?![\w.])-?|(?<![\w.])(?P<enhanced>[245](?:\.\d{1,3}){2})(?!\.?\w)", re.MULTILINE
)
_URL = re.compile(r"(?:https?://|www\.)([^\s/<>\"')\];,?]+)[^\s<>\"')\]]*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[^\s<>\"'()\[\],:;@=]{1,64}@[^\s<>\"'()\[\],;:@]*|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])|(?-i:\bHOST\b)",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b(?:[\w-]{1,63}\.){1,9}[a-z][a-z0-9-]*", re.IGNORECASE)
_APOSTROPHE = re.compile("['’]")
_WORD = re.compile(r"[^\W_]+")

Vector = Mapping[str, float]


@dataclass(frozen=True)
class Known:
    """A reply whose cause is known."""

    slug: str
    text: str
    code: str
    enhanced: str
    cause: str


@dataclass(frozen=True)
class Match:
    """The cause of a line, None where neither wording nor codes decide; known is the reply of the same wording."""

    cause: str | None
    known: str | None


@dataclass(frozen=True)
class _Line:
    """A reply without what was written around it, and its codes."""

    text: str
    code: str
    enhanced: str

    @classmethod
    def read(cls, text: str, code: str, enhanced: str) -> "_Line":
        """Find the codes in the text where they are not given."""
        text = _AFTER.sub("", _BEFORE.sub("", text[:_LONGEST]))
        for found in _CODES.finditer(text):
            code, enhanced = code or found["code"] or "", enhanced or found["enhanced"] or ""
        return cls(text, code, enhanced)

    @property
    def bare(self) -> str:
        """The text without codes and addresses; of a URL the host is left, which may be that of a block list."""
        return _ADDRESS.sub(" ", _URL.sub(r" \1 ", _CODES.sub(" ", self.text)))

    @property
    def words(self) -> str:
        """Lower-case words without punctuation."""
        words = " ".join(_WORD.findall(_APOSTROPHE.sub("", self.bare.lower())))
        return " ".join(_SAYS_NOTHING.sub(" ", words).split())

    @property
    def wording(self) -> str:
        """Words that stay when a reply is given to somebody else: no host names, and nothing with a digit."""
        words = re.findall(r"\w+", _HOST.sub(" ", self.bare).lower())
        return " ".join(word for word in words if word.isalpha()) or self.words

    @property
    def has_code(self) -> bool:
        """Whether it is certain to be a reply."""
        return bool(self.code or self.enhanced)

    @property
    def says_something(self) -> bool:
        """Whether there is a phrase; without a code not just one that could be said of anything."""
        return any(name.startswith("sign") or self.has_code for name in _phrases(self.words))

    def may_be(self, other: "_Line") -> bool:
        """Whether no code contradicts that this is the other reply."""
        return all(
            "" in pair or pair[0] == pair[1] for pair in [(self.code, other.code), (self.enhanced, other.enhanced)]
        )

    def likeness(self, other: "_Line") -> tuple[int, float]:
        """First the codes, then every character, for a number may be what tells them apart; not those of addresses."""
        codes = (self.code == other.code) + (self.enhanced == other.enhanced)
        return codes, fuzz.ratio(_ADDRESS.sub("@", self.text), _ADDRESS.sub("@", other.text))


def _compiled(table: str) -> dict[str, re.Pattern[str]]:
    """The phrases of each cause as one pattern; a cause goes on over the lines that are indented."""
    table = re.sub(r"\b[A-Z]{2,}\b|(?<= )\.\. ", lambda word: _ONE_OF[word[0].strip()], table.replace("\n    ", ""))
    rows = (row.split(": ", 1) for row in table.strip().splitlines())
    return {cause: re.compile(rf"\b(?:{phrases})\b") for cause, phrases in rows}


_PHRASES = {"sign": _compiled(SIGNS), "hint": _compiled(HINTS)}


def _phrases(words: str) -> dict[str, float]:
    """The causes whose signs and hints are among the words, heavier the more different ones there are."""
    found: dict[str, float] = {}
    for kind, patterns in _PHRASES.items():
        for cause, pattern in patterns.items():
            if different := set(pattern.findall(words)):
                found[f"{kind} {cause}"] = 2 * min(len(different), 3) ** 0.5
    signs = [name for name in found if name.startswith("sign")]
    # Which of two causes wins is learned: a reply that names DKIM and a rate is about DKIM.
    found |= {f"{one} with {other}": 1.0 for one, other in combinations(signs, 2)}
    return found | ({f"{signs[0]} alone": 1.0} if len(signs) == 1 else {})


def _vocabulary(words: str) -> Vector:
    """Words and pairs of neighbours."""
    single = words.split()
    return dict.fromkeys([*single, *map(" ".join, pairwise(single))], 1.0)


def _codes(line: _Line) -> Vector:
    """The codes; 4.7.26 says the same as 5.7.26, and both are about security."""
    detail = line.enhanced[1:]
    return {f"code {code}": 1.0 for code in (line.code, detail, detail.rpartition(".")[0]) if code}


def _vector(line: _Line) -> Vector:
    """What the model sees of a line: three kinds of evidence, of which the words count most."""
    parts = ((1.0, _vocabulary(line.words)), (0.7, _phrases(line.words)), (0.7, _codes(line)))
    return {"": 1.0} | {name: value for weight, part in parts for name, value in _scaled(part, weight)}


def _scaled(part: Vector, length: float) -> Iterator[tuple[str, float]]:
    norm = sum(value * value for value in part.values()) ** 0.5
    return ((name, length * value / norm) for name, value in part.items())


class _Model:
    """Support vectors, each cause against the rest, by dual coordinate descent (Hsieh et al., ICML 2008)."""

    _ROUNDS = 5
    _SOFT = 0.5  # 1 / 2C of the squared hinge loss
    _NEAR = 0.02  # an example that near to its margin is left alone

    def __init__(self, examples: Iterable[tuple[Vector, str]]) -> None:
        examples = sorted(examples, key=lambda example: crc32(repr(example).encode()))  # like ones stand apart
        self.causes = sorted({cause for _vector, cause in examples})
        self._weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(self.causes))
        fitted = [
            (
                [(self._weights[name], value) for name, value in vector.items()],
                [1.0 if cause == own else -1.0 for cause in self.causes],
                [0.0] * len(self.causes),
            )
            for vector, own in examples
        ]
        for _round in range(self._ROUNDS):
            for example in fitted:
                self._fit(*example)

    def scores(self, vector: Vector) -> list[float]:
        """How far the vector lies on each cause's side."""
        return self._sum([(self._weights[name], value) for name, value in vector.items() if name in self._weights])

    def _sum(self, weighted: list[tuple[list[float], float]]) -> list[float]:
        scores = [0.0] * len(self.causes)
        for weights, value in weighted:
            scores = [score + value * weight for score, weight in zip(scores, weights)]  # noqa: B905  # hot
        return scores

    def _fit(self, weighted: list[tuple[list[float], float]], sides: list[float], forces: list[float]) -> None:
        """Push the weights until the example is on its side of every cause's plane, as hard as it must."""
        size = self._SOFT + sum(value * value for _weights, value in weighted)
        for i, score in enumerate(self._sum(weighted)):
            slope = sides[i] * score - 1 + forces[i] * self._SOFT
            if slope < -self._NEAR or (forces[i] and slope > self._NEAR):
                force = max(forces[i] - slope / size, 0.0)
                step, forces[i] = (force - forces[i]) * sides[i], force
                for weights, value in weighted:
                    weights[i] += step * value


class Matcher:
    """Knows replies by their wording and judges those it does not know."""

    def __init__(self, known: Iterable[Known], decisive: Mapping[str, str]) -> None:
        lines = [(reply, _Line.read(reply.text, reply.code, reply.enhanced)) for reply in known]
        self._decisive = decisive
        self._known: dict[str, list[tuple[Known, _Line]]] = defaultdict(list)
        for reply, line in lines:
            self._known[line.wording].append((reply, line))
        self._model = _Model((_vector(line), reply.cause) for reply, line in lines)

    def match(self, line: str, code: str = "", enhanced: str = "") -> Match:
        """Name the cause of one reply, and the known reply that it repeats."""
        read = _Line.read(line, code, enhanced)
        if (read.code or read.enhanced)[:1] in {"2", "3"}:  # nothing was refused
            return Match(None, None)
        if same := self._same(read):
            return Match(same.cause, same.slug)
        return Match(self._judged(read), None)

    def _same(self, line: _Line) -> Known | None:
        """The known reply of this wording whose codes are not others; of several the most alike."""
        wording = line.wording
        if wording not in self._known and len(wording) >= _SHORT:
            nearest = process.extractOne(wording, self._known.keys(), scorer=fuzz.ratio, score_cutoff=_SAME)
            wording = nearest[0] if nearest else ""
        alike = [(reply, other) for reply, other in self._known.get(wording, []) if wording and line.may_be(other)]
        return max(alike, key=lambda known: line.likeness(known[1]))[0] if alike else None

    def _judged(self, line: _Line) -> str | None:
        """The cause that the wording means; where it says nothing, what the codes mean."""
        spoken = line.says_something
        if not spoken and (decided := self._decisive.get(f"X{line.enhanced[1:]}") or self._decisive.get(line.code)):
            return decided
        scores = zip(self._model.scores(_vector(line)), self._model.causes, strict=True)
        score, cause = max(scores, default=(-1.0, None))
        return cause if spoken or (line.has_code and line.words and score > _DOUBTFUL) else None
