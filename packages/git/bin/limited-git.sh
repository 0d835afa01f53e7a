# Starts git with the limits of KBISECT_GIT_BOUNDS, which are arguments of prlimit: for those who
# can only name a program.
bounds=$KBISECT_GIT_BOUNDS
unset KBISECT_GIT_BOUNDS
exec prlimit $bounds -- git "$@"
