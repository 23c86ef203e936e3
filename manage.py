#!/usr/bin/env python
"""Run a command of the portal: ``python manage.py help`` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npq_portal.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("PORTAL_MODE", "demo")
    execute_from_command_line(sys.argv)
