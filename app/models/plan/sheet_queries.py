"""What the Excel import asks of a session."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.plan.entities import TaskRow


def last_task_rank(session: Session, group_id: str) -> str | None:
    """The greatest rank in a group, deleted tasks counted; None in an empty one."""
    return session.scalar(select(func.max(TaskRow.rank)).where(TaskRow.group_id == group_id))
