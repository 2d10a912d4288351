#!/usr/bin/env bash
# Repeats what fails rarely if at all, until the time is up: kill -9 while clients write, databases that die and freeze,
# random histories of many clients, and the unit tests in another order each time. Every round has a seed; the round
# that failed is had again by it:
#
#   tools/torture.sh SANITIZED_BUILD SECONDS [SEED]      one round with SEED, else new seeds, one round at least
set -euo pipefail
cd "$(dirname "$0")/.."
readonly build=${1:?usage: tools/torture.sh SANITIZED_BUILD SECONDS [SEED]}
readonly seconds=${2:?usage: tools/torture.sh SANITIZED_BUILD SECONDS [SEED]}
readonly wanted=${3:-}

log=build/torture.log
round() {
    TEST_SEED=$1 pytest -q -n "$(nproc)" tests/durability tests/faults &&
        "$build/conduit_tests" --gtest_brief=1 --gtest_shuffle --gtest_random_seed="$1"
}

rounds=0
while ((rounds == 0)) || { [[ -z $wanted ]] && ((SECONDS < seconds)); }; do
    seed=${wanted:-$((RANDOM % 99999 + 1))} # what GoogleTest takes
    # The pipe would hide how it ended, and a log of every round nobody reads.
    if ! round "$seed" >"$log" 2>&1; then
        tail -n 200 "$log"
        echo "torture: FAILED after $rounds good rounds; again by: tools/torture.sh $build 0 $seed" >&2
        exit 1
    fi
    rounds=$((rounds + 1))
    echo "torture: round $rounds, seed $seed, $SECONDS s"
done
