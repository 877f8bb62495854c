"""The job that is woken when somebody may have to be paged."""

PAGE_DUE = "page-due"
