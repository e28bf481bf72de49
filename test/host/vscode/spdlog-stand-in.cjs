// Takes the place of the native module @vscode/spdlog in the VS Code server of the host tests. Without it every output
// channel of an extension stays empty. Same interface as the module's index.d.ts; writes are synchronous.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const levelNames = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let globalLevel = 2;

exports.version = 11400;
exports.LogLevel = { Trace: 0, Debug: 1, Info: 2, Warning: 3, Error: 4, Critical: 5, Off: 6 };

exports.setLevel = (level) => {
  globalLevel = level;
};

exports.setFlushOn = () => {};

class Logger {
  constructor(loggerType, name, filename, filesize, filecount) {
    this.filename = loggerType === 'stdout_async' ? undefined : filename;
    this.name = name;
    this.filesize = filesize;
    this.filecount = filecount;
    this.level = globalLevel;
    this.formatted = true;
    this.pattern = '[%Y-%m-%d %H:%M:%S.%e] [%n] [%l] %v';
    if (this.filename) {
      fs.mkdirSync(path.dirname(this.filename), { recursive: true });
      fs.closeSync(fs.openSync(this.filename, 'a'));
    }
  }
  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern(pattern) {
    this.pattern = pattern;
    this.formatted = true;
  }
  clearFormatters() {
    this.formatted = false;
  }
  flush() {}
  drop() {
    this.dropped = true;
  }

  write(level, message) {
    if (this.dropped || level < this.level) {
      return;
    }
    const text = this.formatted ? `${format(this.pattern, this.name, level, message)}\n` : String(message);
    if (this.filename === undefined) {
      process.stdout.write(text);
      return;
    }
    try {
      this.rotate(Buffer.byteLength(text));
      fs.appendFileSync(this.filename, text);
    } catch {
      // The log folder is removed while the server is being stopped.
    }
  }

  rotate(bytes) {
    const size = fs.statSync(this.filename, { throwIfNoEntry: false })?.size ?? 0;
    if (!(this.filesize > 0) || !(this.filecount > 1) || size === 0 || size + bytes <= this.filesize) {
      return;
    }
    const { dir, name, ext } = path.parse(this.filename);
    const numbered = (index) => (index === 0 ? this.filename : path.join(dir, `${name}.${index}${ext}`));
    for (let index = this.filecount - 1; index > 0; index -= 1) {
      if (fs.existsSync(numbered(index - 1))) {
        fs.renameSync(numbered(index - 1), numbered(index));
      }
    }
  }
}

exports.Logger = Logger;

exports.createRotatingLogger = async (name, filename, filesize, filecount) =>
  new Logger('rotating', name, filename, filesize, filecount);

exports.createAsyncRotatingLogger = async (name, filename, filesize, filecount) =>
  new Logger('rotating_async', name, filename, filesize, filecount);

function format(pattern, name, level, message) {
  const now = new Date();
  const two = (value) => String(value).padStart(2, '0');
  const values = {
    Y: now.getFullYear(),
    m: two(now.getMonth() + 1),
    d: two(now.getDate()),
    H: two(now.getHours()),
    M: two(now.getMinutes()),
    S: two(now.getSeconds()),
    e: String(now.getMilliseconds()).padStart(3, '0'),
    P: process.pid,
    n: name,
    l: levelNames[level],
    v: message,
  };
  return pattern.replace(/%([A-Za-z])/g, (whole, letter) => String(values[letter] ?? whole));
}
