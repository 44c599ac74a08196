"""Leads: found, imported, and what happens to them. Other topics use the names below only."""

from app.services.people.events import Recorded, record_lead_event
from app.services.people.fields import MAX_ADDRESS, MAX_METADATA_BYTES, MAX_NAME, MAX_NOTES, LeadChanges, NewLead
from app.services.people.importing import Imported, import_lead, import_leads
from app.services.people.leads import find_by_phone, search
from app.services.people.opt_outs import BY_IMPORT, BY_MOVE
from app.services.people.statuses import contacted, shown, statuses
from app.services.people.updating import update_lead

__all__ = [
    "BY_IMPORT",
    "BY_MOVE",
    "MAX_ADDRESS",
    "MAX_METADATA_BYTES",
    "MAX_NAME",
    "MAX_NOTES",
    "Imported",
    "LeadChanges",
    "NewLead",
    "Recorded",
    "contacted",
    "find_by_phone",
    "import_lead",
    "import_leads",
    "record_lead_event",
    "search",
    "shown",
    "statuses",
    "update_lead",
]
