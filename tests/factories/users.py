"""People and their roles."""

import datetime as dt

import factory

from npq_portal.users.models import Role, RoleAssignment, User

LONG_AGO = dt.date(2021, 1, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@school.example.org")
    password = "!"

    @factory.post_generation
    def roles(self, create, roles, **_):
        """``UserFactory(roles=[Role.MENTOR])`` holds the role from long ago until further notice."""
        for role in roles or []:
            RoleAssignmentFactory(user=self, role=role)


class RoleAssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    role = Role.PARTICIPANT
    starts_on = LONG_AGO


def administrator(**fields) -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR], **fields)
