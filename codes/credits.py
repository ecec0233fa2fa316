"""Where the texts of the known replies were found: works and their licences; content/REPLIES.md says the same."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Credit(NamedTuple):
    """A work, its address if it has one, and the licence it stands under: names as they are, words translated."""

    work: str
    url: str
    licence: str


CREDITS = (
    Credit(
        "Google, Gmail SMTP errors and codes, editions of 2023 to 2026",
        "https://support.google.com/a/answer/3726730",
        _("Google, all rights reserved"),
    ),
    Credit(
        "Google, Email sender guidelines FAQ",
        "https://support.google.com/a/answer/14229414",
        _("Google, all rights reserved"),
    ),
    Credit(
        _("feb-2024-no-auth-no-entry, copies of these two pages"),
        "https://github.com/azumakuniyuki/feb-2024-no-auth-no-entry",
        "BSD-2-Clause",
    ),
    Credit("Microsoft, Exchange Online and Exchange Server documentation", "https://learn.microsoft.com/", "CC-BY-4.0"),
    Credit(
        "Microsoft, Outlook.com postmaster page",
        "https://sendersupport.olc.protection.outlook.com/pm/troubleshooting",
        _("Microsoft, all rights reserved"),
    ),
    Credit("SMTP Field Manual", "https://github.com/ActiveCampaign/smtp-field-manual", "MIT"),
    Credit("SMTP Codes", "https://github.com/fm/smtp-codes", "MIT"),
    Credit("Sisimai for Perl", "https://github.com/sisimai/p5-sisimai", "BSD-2-Clause"),
    Credit("Sisimai for Ruby", "https://github.com/sisimai/rb-sisimai", "BSD-2-Clause"),
    Credit("Sisimai, set of emails", "https://github.com/sisimai/set-of-emails", "BSD-2-Clause"),
    Credit(
        "Mail::DeliveryStatus::BounceParser",
        "https://github.com/rjbs/Mail-DeliveryStatus-BounceParser",
        _("same terms as Perl"),
    ),
    Credit("PHP Bounce Handler", "https://github.com/cfortune/PHP-Bounce-Handler", "BSD-style"),
    Credit("ZoneMTA bounce rules", "https://github.com/zone-eu/zone-mta", "EUPL-1.2"),
    Credit("whep", "https://github.com/Erwane/whep", "MIT"),
    Credit("Amazon SES developer guide", "https://docs.aws.amazon.com/ses/latest/dg/", "CC-BY-SA-4.0"),
    Credit(
        _("Broadcom knowledge articles, as quoted by Sisimai"),
        "https://knowledge.broadcom.com/",
        _("Broadcom, all rights reserved"),
    ),
    Credit(
        _(
            "Own pages of Yahoo, Comcast, GMX, Tencent, NetEase, Naver, Yandex, RU-CENTER, Interia, "
            "Rackspace, Titan, GoDaddy, Mimecast, Cloudflare, SendGrid, Emailit, Oracle"
        ),
        "",
        _("each provider, all rights reserved"),
    ),
    Credit(_("Public issue threads on GitHub, each linked from its reply"), "", _("see repository")),
    Credit("Postfix source", "https://github.com/vdukhovni/postfix", _("EPL-2.0 or IPL-1.0")),
    Credit("Exim source", "https://github.com/Exim/exim", "GPL-2.0-or-later"),
    Credit("Sendmail 8.14 source", "https://github.com/Distrotech/sendmail", "Sendmail License"),
    Credit("notqmail source", "https://github.com/notqmail/notqmail", _("public domain")),
    Credit("OpenSMTPD source", "https://github.com/OpenSMTPD/OpenSMTPD", "ISC"),
    Credit("Haraka source", "https://github.com/haraka/Haraka", "MIT"),
    Credit("Dovecot source", "https://github.com/dovecot/core", _("MIT and LGPL-2.1")),
    Credit("Stalwart source", "https://github.com/stalwartlabs/mail-server", "AGPL-3.0"),
    Credit("hMailServer source", "https://github.com/hmailserver/hmailserver", "AGPL-3.0"),
    Credit("Postal source", "https://github.com/postalserver/postal", "MIT"),
    Credit("Rspamd source", "https://github.com/rspamd/rspamd", "Apache-2.0"),
    Credit(
        "OpenDMARC source", "https://github.com/trusteddomainproject/OpenDMARC", _("BSD-style and Sendmail License")
    ),
    Credit("Postgrey source", "https://postgrey.schweikert.ch/", "GPL-2.0"),
)
