"""What gunicorn is told in the folder of the portal, also when it is started by hand."""

logger_class = "portal.web.access_log.AccessLog"
