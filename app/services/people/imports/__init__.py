"""Files of leads, imported row after row in the background or by the command."""

from app.services.people.imports.erasing import erase_from_uploads
from app.services.people.imports.jobs import (
    NewImport,
    begin_file,
    check_import,
    find_import,
    find_imports,
    forget_imports,
    pause_import,
    refused_rows,
    resume_import,
    start_import,
)
from app.services.people.imports.preview import SHOWN_ROWS, ReadFile, preview_import
from app.services.people.imports.report import import_report
from app.services.people.imports.run import run_import, run_waiting_imports
from app.services.people.imports.uploads import MAX_UPLOAD_BYTES, TooLarge, Upload, forget_upload, store_upload

__all__ = [
    "MAX_UPLOAD_BYTES",
    "SHOWN_ROWS",
    "NewImport",
    "ReadFile",
    "TooLarge",
    "Upload",
    "begin_file",
    "check_import",
    "erase_from_uploads",
    "find_import",
    "find_imports",
    "forget_imports",
    "forget_upload",
    "import_report",
    "pause_import",
    "preview_import",
    "refused_rows",
    "resume_import",
    "run_import",
    "run_waiting_imports",
    "start_import",
    "store_upload",
]
