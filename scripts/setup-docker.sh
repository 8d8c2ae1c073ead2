#!/bin/sh
# npm run setup:docker: a Docker engine on Debian or Ubuntu, as root. Does nothing where one answers already. The
# engine runs under systemd where that is there, else in the background, with its output in /var/log/dockerd.log.
set -eu

socket=/var/run/docker.sock
log=/var/log/dockerd.log

say() { echo "setup:docker: $*"; }

fail() {
  say "$*" >&2
  exit 1
}

# By the API, not by the docker command: newer Debians install the engine without it.
answers() {
  node -e '
    const host = process.env.DOCKER_HOST ?? "";
    const target = host.startsWith("tcp://")
      ? { host: new URL(host).hostname, port: new URL(host).port || 2375 }
      : { socketPath: host.startsWith("unix://") ? host.slice(7) : process.argv[1] };
    const request = require("node:http").get({ ...target, path: "/version", timeout: 5000 }, (response) => {
      let text = "";
      response.on("data", (chunk) => { text += chunk; });
      response.on("end", () => {
        if (response.statusCode !== 200) process.exit(1);
        console.log(JSON.parse(text).Version);
      });
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => process.exit(1));
  ' "$socket"
}

if version=$(answers); then
  say "docker $version answers"
  exit 0
fi

[ -z "${DOCKER_HOST:-}" ] || fail "no engine answers at DOCKER_HOST=$DOCKER_HOST: start that one, or unset DOCKER_HOST"
[ "$(uname -s)" = Linux ] || fail "installs on Debian and Ubuntu only: get Docker from https://docs.docker.com/get-docker/"
[ "$(id -u)" = 0 ] || fail "needs root: sudo npm run setup:docker"

if ! command -v dockerd >/dev/null; then
  command -v apt-get >/dev/null ||
    fail "installs on Debian and Ubuntu only: get Docker from https://docs.docker.com/engine/install/"
  say "installing docker.io"
  apt-get -qq update >/dev/null || fail "apt-get update failed: check the network and /etc/apt"
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    docker.io iptables busybox-static ca-certificates >/dev/null || fail "apt-get could not install docker.io"
fi

if [ -d /run/systemd/system ]; then
  systemctl start docker || fail "systemd cannot start docker: journalctl -u docker"
elif ! answers >/dev/null; then
  # A pid file of an engine that was killed keeps the next one from starting.
  if [ -f /var/run/docker.pid ] && ! kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null; then
    rm -f /var/run/docker.pid
  fi
  setsid dockerd >"$log" 2>&1 </dev/null &
fi

tries=0
until version=$(answers); do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || fail "dockerd did not answer within a minute: $(tail -n 1 "$log" 2>/dev/null)"
  sleep 0.5
done
say "docker $version answers"
