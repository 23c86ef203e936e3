"""Who a session belongs to, with their roles: what every page of somebody who is signed in asks first."""

from allauth.account.auth_backends import AuthenticationBackend

from npq_portal import clock
from npq_portal.statements import Statement
from npq_portal.users.models import User

PERSON = Statement(
    """
    SELECT {person}, held.role FROM users_user person
    LEFT JOIN users_roleassignment held ON held.user_id = person.id
        AND held.starts_on <= %(on)s AND (held.ends_on IS NULL OR held.ends_on >= %(on)s)
    WHERE person.id = %(id)s AND person.is_active
    """,
    person=User,
)


class PersonBackend(AuthenticationBackend):
    """Signs people in as allauth does, and reads them together with the roles they hold today, in one statement."""

    def get_user(self, user_id: int) -> User | None:
        today = clock.today()
        rows = list(PERSON.rows(id=user_id, on=today))
        if not rows:
            return None
        user: User = rows[0][0]
        user.acting_on, user.roles = today, frozenset(role for _, role in rows if role)
        return user
