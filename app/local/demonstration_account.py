"""The staff account that the demonstration prints. Refused elsewhere: production loads no demonstration."""

EMAIL = "national@example.org"
PASSWORD = "grenouille violon tuque 64"  # noqa: S105 - invented, printed on the console and in the README
