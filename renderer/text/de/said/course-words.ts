import type { eventSentences } from '../../../../shared/said/event-sentences.ts';
import type { repairSentences } from '../../../../shared/said/repair-sentences.ts';

type Codes = keyof typeof eventSentences | keyof typeof repairSentences;

export const courseWords: Readonly<Record<Codes, string>> = {
  'event-sent': 'gesendet',
  'event-received': 'empfangen',
  'event-conflict': 'im Konflikt',
  'event-aside': 'zurückgestellt',
  'event-renumbered': 'neu nummeriert, weil die Nummer inzwischen anderswo vergeben wurde',
  'event-retracked':
    'Ein anderes Programm hat die Tabelle geändert; ihre Verfolgung wurde neu aufgebaut',
  'event-unseen': 'Es wurden Änderungen gefunden, die niemand bemerkt hatte',
  'event-suspect':
    'Vergleichen Sie diese Tabelle mit dem Server: Vielleicht blieben Änderungen unbemerkt',
  'event-long-away':
    'Dieser Platz war länger weg, als sich der Server Löschungen merkt: Jeder Datensatz wird verglichen',
  'event-offered':
    'Der Server wurde wiederhergestellt; Datensätze, die ihm fehlten, werden wieder angeboten',
  'event-page-lost': 'Die Seite kam nicht an',
  'event-batch-lost': 'Die Lieferung kam nicht an',
  'event-batch-split':
    'Eine Lieferung war für den Weg zum Server zu groß und wird in kleineren Teilen gesendet',
  'event-download-resumed': 'Das erste Herunterladen brach ab und wird fortgesetzt',

  'backups-failed': 'Die letzte Sicherung ist fehlgeschlagen: {error}',
  'backups-none-verified': 'Es gibt keine geprüfte Sicherung.',
  'backups-last-verified': 'Alter der letzten geprüften: {ageMs}.',
  'backups-never': 'Es wurde noch nichts gesichert. Sichern Sie jetzt; es dauert nicht lange.',
  'backups-age': 'Alter der letzten geprüften Sicherung: {ageMs}.',
  'backups-now': 'Sichern Sie jetzt.',
  'backups-off': 'Selbsttätige Sicherungen sind ausgeschaltet.',

  'repair-running': 'Die Reparatur läuft.',
  'repair-closed': 'Satchel wurde inzwischen geschlossen.',
  'repair-cut-off': 'Die Reparatur wurde unterbrochen. Starten Sie sie noch einmal.',
  'repair-cancelled': 'Die Reparatur wurde abgebrochen.',
  'repair-cancelled-whole': 'Die Reparatur wurde abgebrochen; nichts blieb halb fertig.',
  'repair-well': 'Alles ist gut.',
  'repair-nothing': 'Um nichts muss sich jemand kümmern.',
  'repair-finding': '{check}: {finding}',
  'repair-step': '{step}: {detail}',
  'repair-restore': 'Stellen Sie unter „Sicherungen“ die neueste geprüfte wieder her: {backup}',
  'repair-broken': 'Die Datenbank lässt sich nicht öffnen.',
  'repair-no-server': 'Es ist kein Server eingerichtet.',
  'repair-signed-out': 'Niemand ist angemeldet.',
  'repair-fix-none': 'Hier ist nichts zu beheben.',
  'repair-fixed': 'Behoben: {checks}.',
  'repair-fixed-none': 'Behoben: nichts.',
  'repair-backed-up': 'Gesichert und geprüft: {backup}',
  'repair-tracked': 'Jede Tabelle wird verfolgt.',
  'repair-retracked':
    'Neu aufgebaut für {tables}; {count} Änderungen gefunden, die niemand bemerkt hatte.',
  'repair-not-synced': 'Es konnte nicht abgeglichen werden.',
  'repair-synced': 'Abgleich: {status}.',
  'run-success': 'gelungen',
  'run-partial': 'teilweise',
  'run-failed': 'fehlgeschlagen',
  'run-cancelled': 'abgebrochen',
  'run-running': 'läuft',
  'repair-equal': 'Jede Tabelle ist gleich, nach ihrem Inhalt.',
  'repair-different': 'Verschieden: {tables}',
  'repair-no-difference': 'Nichts weicht ab.',
  'repair-not-compared': 'Es wurde nichts verglichen.',
  'repair-no-backup': 'Nichts wurde geholt: Es gibt keine Sicherung, zu der man zurück könnte.',
  'repair-fetched':
    '{replaced} Datensätze geholt; {removed} entfernt, die am Server gelöscht waren; {offered} werden gesendet, die nur dieser Platz hat; {kept} blieben, weil eine Änderung wartet oder sie hier neuer sind.',
  'repair-restarted': 'Satchel ist neu gestartet.',
  'repair-unchanged': 'Es wurde nichts geändert.',
  'repair-next-start': 'Das geschieht beim nächsten Start.',
};
