#!/bin/sh
# A stand-in for nginx: one page on port 80, whatever it is called with.
mkdir -p /usr/share/nginx/html
[ -e /usr/share/nginx/html/index.html ] || echo '<h1>Welcome to nginx!</h1>' > /usr/share/nginx/html/index.html
# The first process of a container is not ended by a signal that it does not handle.
trap 'kill $!' TERM QUIT INT
httpd -f -p 80 -h /usr/share/nginx/html &
wait $!
