// Reads Chromium's own record of what a page's main thread did.

// mainThreadTasks returns the longest task in milliseconds of time (wall clock) and of
// processor, and the processor time of all tasks together: of those that began before the page
// gave a time stamp of that name, if it did.
export function mainThreadTasks(buffer, stamp) {
  const { traceEvents } = JSON.parse(Buffer.from(buffer).toString('utf8'));
  const main = new Set(traceEvents
    .filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain')
    .map((e) => `${e.pid}/${e.tid}`));
  const end = traceEvents.find((e) => e.name === 'TimeStamp' && e.args.data.message === stamp)?.ts ?? Infinity;
  const tasks = traceEvents.filter((e) => e.ph === 'X' && e.ts < end && /RunTask$/.test(e.name) && main.has(`${e.pid}/${e.tid}`));
  // Other tabs have main threads, too; the page's is the one that worked.
  const perThread = new Map();
  for (const task of outermost(tasks)) {
    const thread = `${task.pid}/${task.tid}`;
    const sum = perThread.get(thread) ?? { longestTask: 0, longestTaskCPU: 0, cpu: 0, tasks: 0 };
    sum.longestTask = Math.max(sum.longestTask, task.dur / 1000);
    sum.longestTaskCPU = Math.max(sum.longestTaskCPU, (task.tdur ?? 0) / 1000);
    sum.cpu += (task.tdur ?? task.dur) / 1000;
    sum.tasks++;
    perThread.set(thread, sum);
  }
  const busiest = [...perThread.values()].sort((a, b) => b.cpu - a.cpu)[0];
  if (!busiest) throw new Error('the browser recorded no tasks of the page');
  return busiest;
}

// outermost leaves out the tasks that lie within another of their thread: with the categories
// 'toplevel' and 'devtools.timeline' Chromium writes each task down twice, one in the other.
function outermost(tasks) {
  const ends = new Map();
  return tasks.sort((a, b) => a.ts - b.ts || b.dur - a.dur).filter((task) => {
    const thread = `${task.pid}/${task.tid}`;
    if (task.ts < (ends.get(thread) ?? -1)) return false;
    ends.set(thread, task.ts + task.dur);
    return true;
  });
}
