"""Reports of wrong data: from anybody, answered by the coordinator of the region."""
