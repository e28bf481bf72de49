// `npm start`. Nothing is imported before the version check: an old Node must be able to read this file.
const oldestNode = 20;
const nodeMajor = Number(process.versions.node.split('.')[0]);

if (nodeMajor < oldestNode) {
  console.error(`SMTP Doctor needs Node.js ${oldestNode} or newer, and this is ${process.version}: https://nodejs.org`);
  process.exitCode = 1;
} else {
  const { startDemo } = await import('./start-demo.mjs');
  process.exitCode = await startDemo(process.argv.slice(2));
}
