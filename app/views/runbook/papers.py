"""Which papers the night offers: of the runbook, and of one run."""

from app.services import documents

OF_MASTER = ("kich-ban", "ho-so-giay")
OF_RUN = (*OF_MASTER, *(kind.name for kind in documents.catalogue() if documents.leaves_trace(kind.name)))
