"""The client of the central server: bundles, blobs, pages of changes. It comes with the sync job; nothing here yet."""
