import type { state as en } from '../en/state.ts';

export const state: Record<keyof typeof en, string> = {
  'not-configured': 'Noch nicht eingerichtet',
  'never-synced': 'Noch nicht abgeglichen',
  'signed-out': 'Abgemeldet',
  syncing: 'Abgleich läuft',
  offline: 'Offline',
  paused: 'Angehalten',
  error: 'Letzter Abgleich fehlgeschlagen',
  attention: 'Ihre Entscheidung wird gebraucht',
  pending: 'Wartet auf das Senden',
  synced: 'Alles sicher auf dem Server',
  'record-synced': 'Sicher auf dem Server',
  'record-synced-why': 'Der Server hat diesen Datensatz so, wie Sie ihn sehen.',
  'record-pending': 'Nur an diesem Platz',
  'record-pending-why': 'An diesem Platz gespeichert; wird mit dem nächsten Abgleich gesendet.',
  'record-conflict': 'Braucht Sie',
  'record-conflict-why':
    'Ein anderer Platz hat dasselbe geändert. Wählen Sie, welche Fassung bleibt.',
  'record-rejected': 'Braucht Sie',
  'record-rejected-why':
    'Der Server hat diesen Datensatz nicht angenommen. Unter „Konflikte“ steht, warum.',
  allSent: 'Alles, was Sie eingegeben haben, ist auf dem Server.',
  safeHere_one: '{{count, number}} Änderung ist an diesem Platz sicher.',
  safeHere_other: '{{count, number}} Änderungen sind an diesem Platz sicher.',
  sayNotConfigured: 'Dieser Platz hat noch keinen Server. Ihre Arbeit ist an diesem Platz sicher.',
  saySignedOut:
    'Niemand ist angemeldet. {{safe}} Melden Sie sich an, um zu senden und zu empfangen.',
  saySyncing: 'Abgleich läuft…',
  sayOffline: 'Offline. {{safe}}',
  sayOfflineSince: 'Offline seit {{time}}. {{safe}}',
  sayError: 'Der letzte Abgleich ist fehlgeschlagen: {{reason}} {{safe}}',
  noReason: 'ohne Angabe von Gründen.',
  sayNeverSynced:
    'Es wurde noch nichts abgeglichen. Gleichen Sie jetzt ab, um die Daten der Praxis zu holen.',
  sayAttention: 'Braucht Sie: {{what}}. Alles andere wird weiter abgeglichen.',
  toDecide_one: '{{count, number}} Konflikt zu entscheiden',
  toDecide_other: '{{count, number}} Konflikte zu entscheiden',
  recordsAside_one: '{{count, number}} Datensatz zurückgestellt',
  recordsAside_other: '{{count, number}} Datensätze zurückgestellt',
  sayPaused: 'Der Abgleich ist angehalten. {{safe}}',
  saySafeMode:
    'Satchel musste sich mehrmals neu starten und wartet deshalb darauf, dass Sie den Abgleich fortsetzen. {{safe}}',
  sayPending_one: '{{count, number}} Änderung wartet auf das Senden. {{safe}}',
  sayPending_other: '{{count, number}} Änderungen warten auf das Senden. {{safe}}',
  saySynced: 'Alles ist auf dem Server.',
  sayLost:
    'Dieses Fenster hat die Verbindung zu Satchel auf diesem Computer verloren und versucht es erneut. Gespeichertes ist sicher.',
  onlyHere_one: '{{count, number}} Änderung nur an diesem Platz',
  onlyHere_other: '{{count, number}} Änderungen nur an diesem Platz',
};
