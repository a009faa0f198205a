#!/bin/sh
# slurm.sh [N=48] [SHARDS=6]: shards as an array of a Slurm cluster that is started here: munged,
# slurmctld and three slurmd on loopback. One node is killed while it grades (kill -9 of its slurmd and
# of its job); Slurm starts its shard again on another one.
. tests/fanout/common.sh
for need in munged slurmctld slurmd sbatch squeue scontrol; do
    command -v $need > /dev/null || PATH=$PATH:/usr/sbin:/sbin
    command -v $need > /dev/null || { rm -rf "$work"; cannot "no $need here (make deps SET=check-all)"; }
done
export SLURM_CONF="$work/slurm.conf"
nodes="n1 n2 n3" user=$(id -un) host=$(hostname -s) base=$((20000 + $$ % 10000))
daemons=""
stop() {  # daemons end by themselves when told to; they are waited for by process id
    # shellcheck disable=SC2086
    kill $daemons 2> /dev/null || :
    for _ in $(seq 100); do
        # shellcheck disable=SC2086
        kill -0 $daemons 2> /dev/null || break
        sleep 0.1
    done
    # shellcheck disable=SC2086
    kill -9 $daemons 2> /dev/null || :
    cd / && rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
chmod 755 "$work"
prepare

# ---- a cluster -----------------------------------------------------------------------------------
mkdir -m 755 "$work/munge" "$work/state"
head -c 1024 /dev/urandom > "$work/munge/key"
chmod 600 "$work/munge/key"
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" > "$work/munge.said" 2>&1 &
daemons=$!
cat > "$SLURM_CONF" << END
ClusterName=crumb
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
SlurmctldPort=$base
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket,cred_expire=10
CredType=cred/munge
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
SlurmdSpoolDir=$work/spool-%n
StateSaveLocation=$work/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=sched_interval=2,batch_sched_delay=1
SlurmdTimeout=8
SlurmctldTimeout=8
KillWait=2
ReturnToService=2
JobRequeue=1
NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((base + 1))-$((base + 3))] CPUs=1
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
for _ in $(seq 50); do [ -S "$work/munge/socket" ] && break; sleep 0.1; done
[ -S "$work/munge/socket" ] || cannot "munged does not start: $(tail -n 1 "$work/munge.said")"
slurmctld -D -f "$SLURM_CONF" > "$work/slurmctld.said" 2>&1 &
daemons="$daemons $!"
for node in $nodes; do
    mkdir -p "$work/spool-$node"
    slurmd -D -N "$node" -f "$SLURM_CONF" > "$work/slurmd-$node.said" 2>&1 &
    echo $! > "$work/$node.daemon"
    daemons="$daemons $!"
done
idle() { sinfo -h -N -o '%N %t' 2> /dev/null | grep -c ' idle$' || :; }
for _ in $(seq 300); do [ "$(idle)" -eq 3 ] && break; sleep 0.2; done
[ "$(idle)" -eq 3 ] || cannot "the cluster does not start: $(tail -n 1 "$work/slurmctld.log" "$work"/slurmd-*.log 2> /dev/null | tr '\n' ' ')"

# ---- the array -----------------------------------------------------------------------------------
cat > "$work/array.sh" << END
#!/bin/sh
#SBATCH --requeue --ntasks=1 --output=$work/out/%a.said
echo \$\$ > "$work/out/\$SLURM_ARRAY_TASK_ID.process"
echo "\$SLURMD_NODENAME" >> "$work/out/\$SLURM_ARRAY_TASK_ID.nodes"
exec "$work/one.sh" \$SLURM_ARRAY_TASK_ID
END
start=$(now)
job=$(sbatch --parsable --array=1-"$shards" --chdir="$PWD" "$work/array.sh")
victim=""
for _ in $(seq 600); do  # a node that has graded something, and has not done all of its shard
    line=$(squeue -h -j "$job" -t R -o '%K %N' | grep ' n2$' || :)
    shard=${line% n2}
    [ -n "$line" ] && [ -e "$work/out/$shard.process" ] &&
        grep -q '"event":"result"' "$work/out/$shard.journal" 2> /dev/null && victim=n2 && break
    [ -n "$(squeue -h -j "$job")" ] || break
    sleep 0.1
done
[ -n "$victim" ] || { echo "FAILED: no node could be caught at work"; exit 1; }
process=$(cat "$work/out/$shard.process")
step=$(ps -o ppid= -p "$process" | tr -d ' ')
[ "$step" -gt 1 ] || step=$process
kill -9 "$(cat "$work/n2.daemon")" "$step" "$process" 2> "$work/ignored" || :
before=$(grep -c '"event":"result"' "$work/out/$shard.journal")
for _ in $(seq 1800); do
    [ -n "$(squeue -h -j "$job" 2> /dev/null)" ] || break
    sleep 0.2
done
squeue -h -j "$job" > "$work/left" 2>&1 || :
[ ! -s "$work/left" ] || { cat "$work/left" "$work/slurmctld.log"; echo "FAILED: the array does not end"; exit 1; }
grep -qx 'n[13]' "$work/out/$shard.nodes" || { echo "FAILED: shard $shard was not started again elsewhere"; exit 1; }
compare "Slurm, 3 nodes, n2 killed with $before results of shard $shard in its journal ($(($(now) - start)) s)"
