"""The words by which people name the columns of a list, in English, Spanish, German and French.

A header is compared by its letters and digits alone, in lower case, without accents, `#` read as "number". In each
field the words of the first group are preferred to those of the second, and so on.
"""

import unicodedata

_WORDS = {
    "phone": [
        """
        mobile, mobile phone, mobile number, mobile phone number, mobile no, cell, cell phone, cellphone number,
        cell number, cell no, cellular, cellular phone, sms phone, sms number, text number, celular, movil, telefono
        movil, telefono celular, numero de celular, numero celular, numero movil, handy, handynummer, mobil,
        mobilnummer, mobiltelefon, telephone portable, portable, mobile 1, cell 1, mobile phone 1, cell phone 1
        """,
        """
        phone, phone number, phone no, phone 1, phone number 1, primary phone, primary phone number, main phone,
        contact phone, contact number, lead phone, customer phone, client phone, borrower phone, applicant phone,
        tel, tel no, telephone, telephone number, telephone no, phone e164, e164, telefono, numero de telefono,
        telefono 1, numero telefonico, telefon, telefonnummer, telefon nr, rufnummer, numero de telephone
        """,
        """
        home phone, home phone number, work phone, work phone number, day phone, daytime phone, evening phone,
        business phone, office phone, phone 2, phone number 2, mobile 2, cell 2, other phone, secondary phone,
        alternate phone, alt phone, telefono de casa, telefono fijo, telefono de trabajo, telefono del trabajo
        """,
    ],
    "firstName": [
        """
        first name, first, fname, given name, given names, forename, contact first name, lead first name, customer
        first name, borrower first name, primer nombre, nombres, nombre de pila, vorname, rufname, prenom
        """,
    ],
    "lastName": [
        """
        last name, last, lname, surname, family name, contact last name, lead last name, customer last name,
        borrower last name, apellido, apellidos, primer apellido, nachname, familienname, nom de famille
        """,
    ],
    "name": [
        """
        name, full name, contact name, lead name, customer name, client name, borrower name, applicant name, primary
        contact, nombre, nombre completo, nombre y apellido, nombre y apellidos, nombre del cliente, nom, nom
        complet
        """,
        """
        contact, customer, client, borrower, applicant, cliente, contacto, kunde
        """,
    ],
    "email": [
        """
        email, email address, e mail, e mail address, mail, email id, email 1, primary email, contact email, lead
        email, customer email, borrower email, correo, correo electronico, direccion de correo, direccion de correo
        electronico, e mail adresse, courriel
        """,
        """
        email 2, secondary email, other email, work email, personal email
        """,
    ],
    "propertyAddress": [
        """
        property address, property street, property street address, subject property, subject property address, site
        address, direccion de la propiedad, direccion del inmueble, domicilio de la propiedad
        """,
        """
        address, street address, street, address 1, address line 1, home address, full address, direccion,
        domicilio, calle, adresse, anschrift, strasse
        """,
    ],
    "externalId": [
        """
        external id, externalid, lead id, lead number, crm id, loan number, loan id, loan no, loan num, application
        id, application number, application no, case number, case id, file number, policy number, quote number, id
        externo, numero de prestamo, prestamo number, numero de solicitud, numero de caso
        """,
        """
        contact id, customer id, customer number, client id, client number, record id, reference, reference number,
        ref, ref no, ref id, numero de cliente, id de cliente, kundennummer, kunden nr
        """,
        """
        id
        """,
    ],
    "source": [
        """
        source, lead source, utm source, origin, fuente, origen, procedencia, quelle, leadquelle
        """,
    ],
    "notes": [
        """
        notes, note, comments, comment, remarks, notas, nota, comentarios, comentario, observaciones, notizen,
        bemerkungen
        """,
    ],
    "status": [
        """
        lead status, status, current status, estatus, estado del lead, estado del contacto, statut
        """,
    ],
    "state": ["state, st, property state, us state", "estado"],
    "postalCode": ["zip, zip code, postal code, postcode, property zip, codigo postal, plz, code postal"],
    "optedOutAt": [
        """
        opted out, opt out, opted out at, opt out date, sms opt out, text opt out, unsubscribed, unsubscribed at,
        do not contact, do not text, do not call, dnc, no contactar, dado de baja, baja, fecha de baja
        """,
    ],
    "optedIn": [
        """
        opted in, opt in, sms opt in, text opt in, sms consent, text consent, consent to text, consents to sms,
        ok to text, can text, consentimiento, consentimiento sms
        """,
    ],
    "timeZone": [
        """
        time zone, timezone, tz, iana time zone, zona horaria, huso horario, zeitzone
        """,
    ],
}


def squashed(header: str) -> str:
    """The letters and digits of a header, by which it is compared."""
    plain = unicodedata.normalize("NFKD", header.replace("#", " number ").replace("№", " number ").casefold())
    return "".join(char for char in plain if char.isalnum())


def _ranked() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, ranks in _WORDS.items():
        for rank, words in enumerate(ranks):
            for word in words.split(","):
                found.setdefault(squashed(word), (field, rank))
        found.setdefault(squashed(field), (field, 0))
    return found


KNOWN = _ranked()
"""The field and the rank of each header, squashed."""

STATE_OR_STATUS = {"estado"}
"""Headers that name the state or the status of a lead: each value says which."""
GIVEN_NAMES = {"vorname", "prenom", "primernombre", "nombres", "nombredepila"}
GIVEN_BESIDE_LAST = {"nombre"}
"""Headers of a full name that name the first name in a table that has a column for the last name."""
LAST_BESIDE_GIVEN = {"name", "nom"}
"""Headers of a full name that name the last name in a German or French table with a column for the first name."""
