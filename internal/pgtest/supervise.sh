# Runs one PostgreSQL server for the process at the other end of standard input: reads commands, answers each with its
# exit status, and at the end of input, which comes even when that process is killed with SIGKILL, stops the server and
# removes its folder. Arguments: initdb, pg_ctl, the folder, the server's options.
initdb=$1 pg_ctl=$2 folder=$3 options=$4
trap '' HUP INT PIPE TERM # only the end of input ends this, else the server would be left behind

while read -r command argument; do
	case $command in
	init) "$initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions ;;
	start) "$pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 -o "$options -p $argument" start ;;
	stop) "$pg_ctl" -D "$folder/data" -w -t 60 -m fast stop ;;
	*) false ;;
	esac >>"$folder/log" 2>&1 </dev/null
	echo $?
done

"$pg_ctl" -D "$folder/data" -w -t 60 -m immediate stop >/dev/null 2>&1
cd / && rm -rf "$folder"
