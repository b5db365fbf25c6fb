"""One province = one workspace file: create, open, lock, encrypt, back up, restore, migrate.

`NAME.kh02` is SQLite (encrypted by SQLCipher when a key is set); beside it `NAME.kh02-files` holds attachments,
`NAME.kh02-backups` the daily copies, `NAME.kh02-lock` and `NAME.kh02-owner` say who has it open.
"""
