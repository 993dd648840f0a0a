// Loaded before the app in a real Electron (`-r`): notes what cannot be asked for afterwards. Electron has no way to
// read a tray's menu or the notifications that are shown, and Node none to list its threads.
'use strict';
const { Notification, Tray } = require('electron');
const { syncBuiltinESMExports } = require('node:module');
const threads = require('node:worker_threads');

const seen = { tray: undefined, toolTip: '', menu: undefined, notifications: [], workers: [] };
globalThis.satchelSpy = seen;

const { setContextMenu, setToolTip } = Tray.prototype;
Tray.prototype.setContextMenu = function (menu) {
  seen.tray = this;
  seen.menu = menu;
  setContextMenu.call(this, menu);
};
Tray.prototype.setToolTip = function (text) {
  seen.toolTip = text;
  setToolTip.call(this, text);
};

const { show, close } = Notification.prototype;
Notification.prototype.show = function () {
  seen.notifications.push(this);
  show.call(this);
};
Notification.prototype.close = function () {
  seen.notifications = seen.notifications.filter((one) => one !== this);
  close.call(this);
};

const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    seen.workers.push({ entry: String(given[0]), worker: this });
  }
};
syncBuiltinESMExports();
