"""People, forces and roles, and how people get in: sessions, tokens, invitations, the directory's groups."""

from accounts.models.groups import GroupRole
from accounts.models.invitations import Invitation
from accounts.models.people import Force, Membership, User
from accounts.models.revocations import Revocation
from accounts.models.sent_forms import SentForm
from accounts.models.sessions import Session
from accounts.models.tokens import Token
