"""kh02-server backup, restore, retention, audit, health."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from server import store_backup, store_blobs, store_joining, store_people
from server.cli.acting import audit, only_store, opened
from server.cli.parser import command
from server.instants import iso, now
from server.store import Transaction

_AUDIT_DAYS = 730


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "backup", "Sao lưu toàn bộ cơ sở dữ liệu", _back_up)
    made.add_argument("--out", required=True, help="tệp sao lưu")
    made.add_argument("--force", action="store_true", help="ghi đè tệp đã có")
    made = command(commands, "restore", "Khôi phục vào một cơ sở dữ liệu trống, sang kỷ nguyên mới", _restore)
    made.add_argument("file", help="tệp sao lưu")
    about = "Xoá mã hết hạn, tệp gửi dở, nhật ký quản trị cũ; không xoá dữ liệu"
    made = command(commands, "retention", about, _retain)
    days = f"giữ nhật ký quản trị bao nhiêu ngày (mặc định {_AUDIT_DAYS})"
    made.add_argument("--audit-days", type=int, default=_AUDIT_DAYS, help=days)
    command(commands, "audit", "In nhật ký quản trị", _audit)
    command(commands, "health", "Kiểm tra cơ sở dữ liệu có trả lời", _health)


def _back_up(asked: Any) -> None:
    path = Path(asked.out)
    with only_store(asked) as store:
        rows = store_backup.back_up(store, path, replaces=asked.force)
        store.write(lambda transaction: audit(transaction, province="", act="backup", about=path.name))
    print(f"Đã sao lưu {rows} dòng vào {path.name}.")


def _restore(asked: Any) -> None:
    path = Path(asked.file)
    with only_store(asked) as store:
        rows = store_backup.restore(store, path)
        store.write(lambda transaction: audit(transaction, province="", act="restore", about=path.name))
    print(f"Đã khôi phục {rows} dòng; mọi tỉnh sang kỷ nguyên mới.")
    print("Mã tham gia cấp trước đó hết hiệu lực. Máy bị thu hồi sau lúc sao lưu lại có quyền: thu hồi lại ngay.")
    print("Xem và thu hồi: kh02-server device list, kh02-server device revoke.")


def _retain(asked: Any) -> None:
    def retained(transaction: Transaction) -> int:
        gone = store_joining.forget_old(transaction, now=now())
        gone += store_blobs.forget_abandoned(transaction, now=now())
        gone += store_people.forget_audits(transaction, before=iso(now() - timedelta(days=asked.audit_days)))
        audit(transaction, province="", act="retention", about=f"{gone} dòng")
        return gone

    with opened(asked) as databases:
        gone = sum(store.write(retained) for store in databases.stores.values())
    print(f"Đã dọn {gone} dòng.")


def _audit(asked: Any) -> None:
    with opened(asked) as databases:
        for store in databases.stores.values():
            for entry in store.read(store_people.audits):
                print("\t".join(entry))


def _health(asked: Any) -> None:
    with opened(asked) as databases:
        for name, store in databases.stores.items():
            store.answer()
            print(f"{name or 'cơ sở dữ liệu'}: trả lời tốt")
