import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/theme.css';
import './ui/print.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectClient } from './client.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="satchel-nonce"]')?.content ?? '';
// react-remove-scroll, inside Mantine's Modal, takes its style nonce from here.
setNonce(nonce);

const root = document.getElementById('root');
if (root) createRoot(root).render(<App nonce={nonce} connecting={connectClient()} />);
