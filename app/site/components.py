"""What the components page shows: every macro of templates/components in every state, with invented content."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l

LONG_NAME = (
    "Regroupement pour l’intégration sociale, la défense des droits, l’entraide et la pleine participation des "
    "personnes vivant avec une déficience, un trouble du spectre de l’autisme ou un handicap, de leurs proches "
    "et de leurs familles du Grand-Portage, de la Vallée et des environs (Saint-Exemple-de-la-Pointe-à-la-Démo)"
)
REGIONS = (
    ("01", "Bas-Saint-Laurent", 75, 0.76),
    ("02", "Saguenay–Lac-Saint-Jean", 131, 0.63),
    ("03", "Capitale-Nationale", 166, 0.48),
    ("04", "Mauricie", 92, 0.71),
    ("05", "Estrie", 88, 0.56),
    ("06", "Montréal", 214, 0.39),
    ("07", "Outaouais", 61, 0.57),
    ("08", "Abitibi-Témiscamingue", 58, 0.66),
    ("09", "Côte-Nord", 34, 0.52),
    ("10", "Nord-du-Québec", 0, 0.0),
    ("11", "Gaspésie–Îles-de-la-Madeleine", 47, 1.0),
    ("12", "Chaudière-Appalaches", 97, 0.61),
    ("13", "Laval", 44, 0.45),
    ("14", "Lanaudière", 83, 0.68),
    ("15", "Laurentides", 102, 0.59),
    ("16", "Montérégie", 241, 0.51),
    ("17", "Centre-du-Québec", 53, 0.74),
)
NAMES = (
    ("Accueil du Littoral", "Rimouski"),
    ("Action bénévole du Lac", "Alma"),
    ("Arc-en-ciel du Fleuve", "Matane"),
    ("Centre des femmes l’Héritage", "Louiseville"),
    ("CUISINES DU MARAIS Inc.", "Rivière-du-Loup"),
    ("Élu·e·s et proches du Témiscouata", "Témiscouata"),
    ("La Clé de l’entraide", "Laval"),
    ("Le Tournant, lieu de répit", "Joliette"),
    ("Maison de jeunes de Sorel (La Place)", None),
    (LONG_NAME, "Rivière-du-Loup"),
)


class SampleForm(FlaskForm):
    """Every kind of field, so that each can be seen empty, filled and in error."""

    organization = StringField(_l("Nom de l’organisme"), validators=[InputRequired()])
    organization_id = HiddenField()
    region = SelectField(
        _l("Région administrative"),
        choices=[
            SelectChoice("", ""),
            *(SelectChoice(code, f"{code} {name}") for code, name, *_rest in REGIONS),
        ],
        validators=[InputRequired()],
    )
    city = StringField(_l("Municipalité"))
    email = EmailField(_l("Votre courriel"), validators=[InputRequired()])
    phone = StringField(_l("Votre téléphone"))
    amount = StringField(_l("Montant demandé"))
    day = DateField(_l("Date du conseil d’administration"))
    message = TextAreaField(_l("Votre message"), validators=[InputRequired()])
    authority = RadioField(
        _l("Votre conseil d’administration est-il d’accord?"),
        choices=[
            SelectChoice("yes", _l("Oui")),
            SelectChoice("later", _l("Pas encore, la réunion a une date")),
            SelectChoice("no", _l("Non, je signe à titre d’équipe")),
        ],
        validators=[InputRequired()],
    )
    topics = SelectMultipleField(
        _l("Je veux recevoir"),
        choices=[
            SelectChoice("news", _l("les nouvelles de cette campagne")),
            SelectChoice("next", _l("les prochaines campagnes")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    publish = BooleanField(_l("J’accepte que mon nom et mon titre paraissent à côté de celui de l’organisme."))
    consent = BooleanField(_l("J’ai le droit de signer pour cet organisme."), validators=[InputRequired()])
    file = FileField(_l("La liste de vos membres"))
    website = StringField(_l("Site Web"))


def context() -> dict[str, Any]:
    """Everything the page needs: three forms (empty, filled, in error) and figures, names, regions."""
    regions = [
        {
            "code": code,
            "name": name,
            "count": count,
            "share": share,
            "words": _("couverture"),
            "href": f"#region-{code}",
        }
        for code, name, count, share in REGIONS
    ]
    entries = [{"name": name, "city": city} for name, city in NAMES]
    return {
        "empty": SampleForm(formdata=None, prefix="empty-"),
        "filled": SampleForm(formdata=None, prefix="filled-", data=_filled()),
        "wrong": _wrong(),
        "regions_rows": regions,
        "entries": entries,
        "sections": _sections(entries),
        "long_name": LONG_NAME,
        "rows": _rows(),
        "letter_text": _letter(),
        "sample_day": date(2024, 5, 27),
    }


def _filled() -> dict[str, Any]:
    return {
        "organization": LONG_NAME,
        "region": "11",
        "city": "Sainte-Thérèse-de-l’Exemple",
        "email": "coordination@example.org",
        "day": date(2024, 6, 4),
        "message": "Nous sommes des lieux d’appartenance et d’entraide.",
        "authority": "later",
        "topics": ["news"],
        "publish": True,
    }


def _wrong() -> SampleForm:
    form = SampleForm(formdata=None, prefix="wrong-", data={"email": "nadia@example", "authority": None})
    form.organization.errors = [_("Écrivez le nom de votre organisme, comme il s’écrit lui-même.")]
    form.region.errors = [_("Choisissez une région.")]
    form.email.errors = [_("Il manque quelque chose à cette adresse : elle devrait ressembler à nom@example.org.")]
    form.day.errors = [_("Cette date est passée.")]
    form.message.errors = [_("Écrivez au moins une phrase.")]
    form.authority.errors = [_("Répondez à cette question; les trois réponses sont bonnes.")]
    form.topics.errors = []
    form.consent.errors = [_("Il faut en avoir le droit pour signer au nom d’un organisme.")]
    form.form_errors = [_("La page est restée ouverte longtemps : envoyez-la de nouveau.")]
    return form


def _sections(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"code": "01", "name": "Bas-Saint-Laurent", "entries": entries},
        {"code": "02", "name": "Saguenay–Lac-Saint-Jean", "entries": entries[:4]},
        {"code": "10", "name": "Nord-du-Québec", "entries": []},
        {"code": "00", "name": "National", "entries": entries[5:7]},
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {"name": "Accueil du Littoral", "on": date(2024, 5, 27), "names": 1, "amount": 1250, "note": None},
        {"name": LONG_NAME, "on": date(2024, 6, 1), "names": 12, "amount": 10000000, "note": "papier"},
        {"name": "La Clé de l’entraide", "on": None, "names": 0, "amount": 0, "note": "à appeler"},
    ]


def _letter() -> str:
    return "\n\n".join(
        (
            _("Monsieur le Ministre,"),
            _("En mars, vous annonciez une somme pour la mission des organismes. En mai, elle allait ailleurs. "
              "Entre ces deux dates, nos portes sont restées ouvertes, nos équipes sont restées au poste, et "
              "personne n’a attendu son tour ailleurs."),
            _("Nous sommes des lieux d’appartenance et d’entraide, dans chaque quartier et chaque village du "
              "Québec. On vient chez nous avec un frigo vide, une question, une idée, une colère; on en repart "
              "avec des gens."),
            _("Cette lettre ne demande pas la lune. Elle demande :"),
            "- " + _("que la somme annoncée soit versée, toute, cette année;") + "\n"
            "- " + _("qu’elle suive le coût de la vie;") + "\n"
            "- " + _("qu’on nous rencontre avant de décider, pas après."),
            _("Les organismes qui signent cette lettre sont nés de leur communauté et lui rendent des comptes. Ils "
              "vous invitent à venir voir, un mardi soir de préférence : c’est le soir de la soupe."),
            _("Recevez nos salutations solidaires,"),
        )
    )  # fmt: skip
