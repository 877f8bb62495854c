"""The jobs that are woken when somebody may have to be paged or called."""

PAGE_DUE = "page-due"
CALL_DUE = "call-due"
