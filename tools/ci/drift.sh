#!/usr/bin/env bash
# Whether a stage still is what Terraform says: fails when one of its plans is not empty, after both were made. Of the
# roots the two that need no key but AWS's.
#
#   tools/ci/drift.sh STAGE
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly stage=$1
differs=()
for root in server client; do
    # The plan role may not write the lock, and a plan that is thrown away needs none.
    PLAN_EXITCODE=1 infra/tf plan "$stage" "$root" -lock=false || differs+=("$root")
done
[[ ${#differs[@]} -eq 0 ]] || { echo "drift: $stage is not as planned: ${differs[*]}" >&2; exit 1; }
