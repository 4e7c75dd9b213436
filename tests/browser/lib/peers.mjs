// Finds the field's real tools, as tests/peers does for the native tests.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

// without says why a test is to be skipped that needs a command, or false. ./build.sh test
// reads the reason in the file that PLAYNET_SKIPPED names, and counts it.
export function without(command, test) {
  if (!spawnSync(command, ['-v']).error) return false;
  const reason = `there is no ${command} here`;
  if (process.env.PLAYNET_SKIPPED) appendFileSync(process.env.PLAYNET_SKIPPED, `${test}: ${reason}\n`);
  return `SKIPPED: ${reason}`;
}
