# A credential helper of git: answers with the user and password of its environment, and for one
# server alone. To that end git names protocol and host; see gitcredentials(7).
[ "$1" = get ] || exit 0
protocol=
host=
while IFS= read -r line && [ -n "$line" ]; do
  case $line in
    protocol=*) protocol=${line#protocol=} ;;
    host=*) host=${line#host=} ;;
  esac
done
[ "$protocol://$host" = "$KBISECT_GIT_SERVER" ] || exit 0
printf 'username=%s\npassword=%s\n' "$KBISECT_GIT_USER" "$KBISECT_GIT_PASSWORD"
