#!/bin/sh
# A stand-in for argoproj/argosay: v2's commands; whatever else it is called with is an error, as there.
case ${1-} in
  '') echo 'hello argo' ;;
  echo)
    if [ $# -ge 3 ]; then
      mkdir -p "$(dirname "$3")" && printf '%s\n' "$2" > "$3"
    else
      printf '%s\n' "${2-}"
    fi
    ;;
  cat) shift && cat "$@" ;;
  sleep) exec sleep "${2-0}" ;;
  exit) exit "${2-0}" ;;
  sh) shift && exec sh "$@" ;;
  assert_contains) grep -F -e "$3" "$2" ;;
  *)
    echo "argosay: no such command: $1" >&2
    exit 1
    ;;
esac
