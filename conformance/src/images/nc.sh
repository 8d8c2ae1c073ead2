#!/usr/bin/bash
# A stand-in for the nc of Alpine's busybox: nd is one that has neither -k nor -z.
keep=no
scan=no
listen=no
run=no
rest=()
while [ $# -gt 0 ]; do
  case $1 in
    -e) run=yes rest+=("$@") && break ;;
    -*)
      letters=${1#-}
      for ((at = 0; at < ${#letters}; at++)); do
        case ${letters:at:1} in
          k) keep=yes ;;
          z) scan=yes ;;
          l) listen=yes ;;
          n | v) ;;
          e) run=yes rest+=(-e) ;;
          p | w | i | f)
            value=${letters:at+1}
            if [ -z "$value" ]; then
              value=${2-}
              shift
            fi
            rest+=("-${letters:at:1}" "$value")
            break
            ;;
          *) rest+=("-${letters:at:1}") ;;
        esac
      done
      ;;
    *) rest+=("$1") ;;
  esac
  shift
done
if [ "$scan" = yes ]; then
  host=${rest[-2]} port=${rest[-1]}
  exec timeout 5 bash -c ': < "/dev/tcp/$0/$1"' "$host" "$port" 2>/dev/null
fi
if [ "$listen" = no ]; then exec busybox nd "${rest[@]}"; fi
if [ "$keep" = no ]; then exec busybox nd -l "${rest[@]}"; fi
# With a program it serves one after another by itself.
if [ "$run" = yes ]; then exec busybox nd -ll "${rest[@]}"; fi
while busybox nd -l "${rest[@]}"; do :; done
