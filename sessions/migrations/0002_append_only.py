from django.db import migrations

from npq_portal.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("npq_sessions", "0001_initial")]

    operations = [append_only("npq_sessions_markevent")]
