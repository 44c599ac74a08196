"""Leads: found, imported, and what happens to them. Other topics use the names below only."""

from app.domain.people.merging import MAX_METADATA_BYTES
from app.services.people.erasure import erase_lead
from app.services.people.events import Recorded, record_lead_event
from app.services.people.export import lead_export
from app.services.people.fields import MAX_ADDRESS, MAX_NAME, MAX_NOTES, LeadChanges, NewLead
from app.services.people.importing import Imported, import_lead, import_leads
from app.services.people.imports import (
    MAX_UPLOAD_BYTES,
    SHOWN_ROWS,
    NewImport,
    ReadFile,
    TooLarge,
    Upload,
    begin_file,
    check_import,
    erase_from_uploads,
    find_import,
    find_imports,
    forget_imports,
    forget_upload,
    import_report,
    pause_import,
    preview_import,
    refused_rows,
    resume_import,
    run_import,
    run_waiting_imports,
    start_import,
    store_upload,
)
from app.services.people.leads import find_by_phone
from app.services.people.lists import BY_LAST_MESSAGE, LeadFilter, found_leads, search_condition
from app.services.people.lists import find as find_leads
from app.services.people.opt_outs import BY_IMPORT, BY_MOVE
from app.services.people.retention import remove_texts
from app.services.people.statuses import contacted, shown, statuses
from app.services.people.suppression import MAX_NOTE as MAX_SUPPRESSION_NOTE
from app.services.people.suppression import (
    MAX_PHONES,
    MAX_SOURCE,
    SuppressionsChanged,
    add_suppressions,
    remove_suppressions,
    suppressions,
    suppressions_of_leads,
)
from app.services.people.suppression import ORDER as SUPPRESSIONS_ORDER
from app.services.people.updating import update_lead

__all__ = [
    "BY_IMPORT",
    "BY_LAST_MESSAGE",
    "BY_MOVE",
    "MAX_ADDRESS",
    "MAX_METADATA_BYTES",
    "MAX_NAME",
    "MAX_NOTES",
    "MAX_PHONES",
    "MAX_SOURCE",
    "MAX_SUPPRESSION_NOTE",
    "MAX_UPLOAD_BYTES",
    "SHOWN_ROWS",
    "SUPPRESSIONS_ORDER",
    "Imported",
    "LeadChanges",
    "LeadFilter",
    "NewImport",
    "NewLead",
    "ReadFile",
    "Recorded",
    "SuppressionsChanged",
    "TooLarge",
    "Upload",
    "add_suppressions",
    "begin_file",
    "check_import",
    "contacted",
    "erase_from_uploads",
    "erase_lead",
    "find_by_phone",
    "find_import",
    "find_imports",
    "find_leads",
    "forget_imports",
    "forget_upload",
    "found_leads",
    "import_lead",
    "import_leads",
    "import_report",
    "lead_export",
    "pause_import",
    "preview_import",
    "record_lead_event",
    "refused_rows",
    "remove_suppressions",
    "remove_texts",
    "resume_import",
    "run_import",
    "run_waiting_imports",
    "search_condition",
    "shown",
    "start_import",
    "statuses",
    "store_upload",
    "suppressions",
    "suppressions_of_leads",
    "update_lead",
]
