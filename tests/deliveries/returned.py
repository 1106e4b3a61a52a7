"""What mailboxes and servers send back, written by us after RFC 3464, 3834, 5965 and 8098, and how servers word it.

All of it is invented. `{to}` is where the mail came back to, `{id}` the Message-ID of what we sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core import verp
from app.deliveries.models import Delivery
from app.deliveries.reports import Finding

FAILED, DELAYED, ARRIVED = Finding.FAILED, Finding.DELAYED, Finding.ARRIVED
AUTOMATIC_REPLY, OTHER = Finding.AUTOMATIC_REPLY, Finding.OTHER
DAEMON = "Mail Delivery System <MAILER-DAEMON@relais.example.org>"
GONE = "smtp; 550 5.1.1 <elue@example.org>: Recipient address rejected: User unknown"
ORIGINAL = """From: "Ana Roy (par Engagez-vous)" <campagnes@porte-voix.example.org>
To: Catherine =?utf-8?q?=C3=89lue?= <elue@example.org>
Subject: Financement
Message-ID: {id}
"""


@dataclass(frozen=True)
class Sample:
    """A mail that came back, and what it is."""

    name: str
    finding: Finding
    status: str
    text: str

    def raw(self, to: str, message_id: str = "<x@porte-voix.example.org>") -> bytes:
        """As it lies in the mailbox."""
        text = self.text.replace("{to}", to).replace("{id}", message_id)
        return text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def headers(sender: str = DAEMON, subject: str = "Undelivered Mail Returned to Sender", **more: str) -> str:
    others = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in more.items())
    return f"From: {sender}\nTo: {{to}}\nSubject: {subject}\nDate: Sun, 22 Nov 2026 10:00:00 -0500\n{others}"


def report(
    fields: str,
    words: str = "The mail system could not deliver your message.",
    *,
    report_type: str = "delivery-status",
    part: str = "message/delivery-status",
    coding: str = "",
    **more: str,
) -> str:
    """A report in three parts, as RFC 3462 wants it."""
    coded = f"Content-Transfer-Encoding: {coding}\n" if coding else ""
    return (
        headers(**more)
        + f'MIME-Version: 1.0\nContent-Type: multipart/report; report-type={report_type}; boundary="B1"\n\n'
        + f"--B1\nContent-Type: text/plain; charset=utf-8\n\n{words}\n\n"
        + f"--B1\nContent-Type: {part}\n{coded}\n{fields}\n\n"
        + f"--B1\nContent-Type: message/rfc822\n\n{ORIGINAL}\nBonjour\n\n--B1--\n"
    )


def dsn(action: str = "failed", status: str = "5.1.1", diagnostic: str = GONE, before: str = "") -> str:
    """The fields of a report on one recipient."""
    return (
        "Reporting-MTA: dns; relais.example.org\nArrival-Date: Sun, 22 Nov 2026 09:59:59 -0500\n\n"
        f"{before}Final-Recipient: rfc822; elue@example.org\nAction: {action}\nStatus: {status}\n"
        f"Remote-MTA: dns; mx.example.org\nDiagnostic-Code: {diagnostic}"
    )


def plain(words: str, sender: str = DAEMON, subject: str = "failure notice", **more: str) -> str:
    """A report of before the standard: words only."""
    return f"{headers(sender, subject, **more)}\n{words}\n\n--- Below this line is a copy of the message.\n\n{ORIGINAL}"


LOST = report(dsn())


def back(delivery: Delivery, text: str = LOST) -> bytes:
    """That report, as it comes to the address that the mail was sent from."""
    return text.replace("{to}", verp.sender(delivery.id)).replace("{id}", delivery.message_id).encode()


QMAIL = "Hi. This is the qmail-send program at relais.example.org.\nI'm afraid I wasn't able to deliver your message."
EXIM = "This message was created automatically by mail delivery software.\n"
ONE_OF_TWO = (
    "Final-Recipient: rfc822; ancienne@example.org\nAction: failed\nStatus: 5.1.1\n\n"
    "Final-Recipient: rfc822; adjointe@example.org\nAction: relayed\nStatus: 2.0.0"
)
BASE64_FIELDS = (
    "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGVsdWVAZXhhbXBsZS5vcmcKQWN0aW9uOiBmYWlsZWQK\n"
    "U3RhdHVzOiA1LjEuMQpEaWFnbm9zdGljLUNvZGU6IHNtdHA7IDU1MCA1LjEuMSB1bmtub3duCg=="
)
AWAY = "Je suis absente jusqu’au 30 novembre. L’erreur 550 5.1.1 n’a rien à voir."
PERSON = "Adjointe <adjointe@example.org>"

SAMPLES = (
    # Reports of failure, in the form of the standard.
    Sample("postfix: unknown user", FAILED, "5.1.1", report(dsn())),
    Sample("postfix marks them as replies", FAILED, "5.1.1", report(dsn(), Auto_Submitted="auto-replied")),
    Sample("closed mailbox", FAILED, "5.2.1", report(dsn(status="5.2.1", diagnostic="smtp; 550 5.2.1 disabled"))),
    Sample("full mailbox", FAILED, "5.2.2", report(dsn(status="5.2.2", diagnostic="smtp; 552 5.2.2 over quota"))),
    Sample("no such domain", FAILED, "5.4.4", report(dsn(status="5.4.4", diagnostic="dns; host not found"))),
    Sample("refused by policy", FAILED, "5.7.1", report(dsn(status="5.7.1", diagnostic="smtp; 554 5.7.1 blocked"))),
    Sample("too big", FAILED, "5.3.4", report(dsn(status="5.3.4", diagnostic="smtp; 552 5.3.4 too large"))),
    Sample("given up after five days", FAILED, "4.4.7", report(dsn(status="4.4.7", diagnostic="smtp; 451 expired"))),
    Sample("no detail", FAILED, "5.0.0", report(dsn(status="5.0.0", diagnostic="smtp; 550 no such user"))),
    Sample("no status", FAILED, "5.1.1", report(dsn().replace("Status: 5.1.1\n", ""))),
    Sample("no action", FAILED, "5.1.1", report(dsn().replace("Action: failed\n", ""))),
    Sample("status with words", FAILED, "5.1.1", report(dsn(status="5.1.1 (bad destination mailbox)"))),
    Sample("action in capitals", FAILED, "5.1.1", report(dsn(action="FAILED (permanent)"))),
    Sample("folded diagnostic", FAILED, "5.1.1", report(dsn(diagnostic="smtp; 550 5.1.1\n    no such\n\tmailbox"))),
    Sample("original recipient", FAILED, "5.1.1", report(dsn(before="Original-Recipient: rfc822;e@example.org\n"))),
    Sample("exchange, in French", FAILED, "5.1.10", report(
        dsn(status="5.1.10", diagnostic="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        "Échec de la remise à ces destinataires : l’adresse n’a pas été trouvée.",
        sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
        subject="=?utf-8?q?Non_remis_=3A_Financement?=",
    )),
    Sample("global report (RFC 6533)", FAILED, "5.1.1", report(
        dsn(), report_type="global-delivery-status", part="message/global-delivery-status"
    )),
    Sample("fields in base64", FAILED, "5.1.1", report(BASE64_FIELDS, coding="base64")),
    Sample("all fields in one group", FAILED, "5.1.1", report(dsn().replace("\n\nFinal", "\nFinal"))),
    # Those that lost their form, or never had one.
    Sample("cut in the middle", FAILED, "5.1.1", report(dsn()).partition("--B1\nContent-Type: message/rfc822")[0]),
    Sample("no boundary any more", FAILED, "5.1.1", report(dsn()).replace('; boundary="B1"', "")),
    Sample("no MIME at all", FAILED, "5.1.1", plain(dsn())),
    Sample("qmail", FAILED, "5.1.1", plain(
        f"{QMAIL}\nThis is a permanent error; I've given up.\n\n<elue@example.org>:\n"
        "192.0.2.5 does not like recipient.\nRemote host said: 550 5.1.1 sorry, no mailbox here by that name"
    )),
    Sample("exim", FAILED, "5.0.0", plain(
        f"{EXIM}A message that you sent could not be delivered to one or more of its recipients. This is a permanent "
        "error. The following address(es) failed:\n\n  elue@example.org\n    SMTP error: 550 Unknown user",
        subject="Mail delivery failed: returning message to sender", X_Failed_Recipients="elue@example.org",
    )),
    Sample("sendmail", FAILED, "5.1.1", plain(
        "   ----- The following addresses had permanent fatal errors -----\n<elue@example.org>\n"
        "    (reason: 550 5.1.1 User unknown)"
    )),
    Sample("words only, in French", FAILED, "5.0.0", plain(
        "Votre message n’a pas pu être remis : destinataire inconnu.", subject="=?utf-8?q?=C3=89chec_de_la_remise?="
    )),
    Sample("a gateway without a name", FAILED, "5.0.0", plain(
        "Delivery to the following recipient failed permanently: elue@example.org", sender="Gateway <gw@example.org>",
        Return_Path="<>",
    )),
    Sample("bytes that are no text", FAILED, "5.1.1", plain("\udcff\udcfe 550 5.1.1 none \udc80", subject="\udce9")),
    # Not yet.
    Sample("delayed", DELAYED, "4.4.1", report(dsn("delayed", "4.4.1", "smtp; 451 4.4.1 timeout"))),
    Sample("delayed, without an action", DELAYED, "4.2.0", report(dsn("", "4.2.0", "smtp; 450 4.2.0 greylisted"))),
    Sample("sendmail: a warning only", DELAYED, "4.4.1", plain(
        "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n451 4.4.1 timeout\n"
        "Will keep trying until message is 5 days old", subject="Warning: could not send message for past 4 hours"
    )),
    Sample("exim: not yet", DELAYED, "", plain(
        f"{EXIM}A message that you sent has not yet been delivered to one or more of its recipients after more than 24 "
        "hours. No action is required on your part. Delivery attempts will continue.", subject="Warning: delayed",
        X_Failed_Recipients="elue@example.org",
    )),
    Sample("in French: retardé", DELAYED, "", plain("La remise est retardée; nous ferons de nouvelles tentatives .")),
    # It arrived.
    Sample("handed over", ARRIVED, "2.0.0", report(dsn("delivered", "2.0.0", "smtp; 250 2.0.0 ok"))),
    Sample("relayed further", ARRIVED, "2.0.0", report(dsn("relayed", "2.0.0", "smtp; 250 ok"))),
    Sample("one of two mailboxes behind it", ARRIVED, "2.0.0", report(f"Reporting-MTA: dns; r\n\n{ONE_OF_TWO}")),
    Sample("read", ARRIVED, "", report(
        "Final-Recipient: rfc822; elue@example.org\nDisposition: manual-action/MDN-sent-manually; displayed",
        "Votre message a été lu.", report_type="disposition-notification", part="message/disposition-notification",
        sender=PERSON, subject="Lu : Financement",
    )),
    Sample("deleted without being read", ARRIVED, "", report(
        "Final-Recipient: rfc822; elue@example.org\nDisposition: automatic-action/MDN-sent-automatically; deleted",
        "550 5.1.1", report_type="disposition-notification", part="message/disposition-notification", sender=PERSON,
    )),
    # Mailboxes that answer by themselves, with whatever words.
    Sample("vacation (RFC 3834)", AUTOMATIC_REPLY, "", plain(
        AWAY, PERSON, "Re: Financement", Auto_Submitted="auto-replied (vacation)", Return_Path="<>"
    )),
    Sample("acknowledgement", AUTOMATIC_REPLY, "", plain("Reçu.", PERSON, "Merci", Auto_Submitted="auto-generated")),
    Sample("old responder", AUTOMATIC_REPLY, "", plain(AWAY, PERSON, "Re: Financement", X_Autoreply="yes")),
    Sample("precedence", AUTOMATIC_REPLY, "", plain(AWAY, PERSON, "Re: Financement", Precedence="auto_reply")),
    Sample("absence, by its subject", AUTOMATIC_REPLY, "", plain(AWAY, PERSON, "=?utf-8?q?R=C3=A9ponse_automatique?=")),
    Sample("out of office, by its subject", AUTOMATIC_REPLY, "", plain(AWAY, PERSON, "Out of Office: Financement")),
    # People, and the rest.
    Sample("a person answers", OTHER, "", plain("Merci de votre message!", PERSON, "Re: Financement")),
    Sample("a person quotes a report", OTHER, "", plain(
        "On m’a répondu :\nAction: failed\nStatus: 5.1.1\nundeliverable, 550 5.1.1", PERSON, "Re: une erreur?"
    )),
    Sample("a postmaster writes", OTHER, "", plain("Bonjour, parlons-nous?", "postmaster@example.org", "Bonjour")),
    Sample("nothing", OTHER, "", "To: {to}\n\n"),
)  # fmt: skip
