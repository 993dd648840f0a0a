import type { keepingEntries } from '../../../../shared/errors/keeping-entries.ts';
import type { ErrorTexts } from '../../said-texts.ts';

export const keepingErrors = {
  BACKUP_NOT_FOUND: [
    'Die Sicherung {id} gibt es nicht.',
    'Alle Sicherungen stehen unter „Sicherungen“.',
  ],
  BACKUP_DAMAGED: [
    'Die Sicherung {id} ist beschädigt: {detail}',
    'Nehmen Sie eine andere und heben Sie diese Datei für den Support auf.',
  ],
  BACKUP_PASSPHRASE: [
    'Die Sicherung {id} ist verschlüsselt und öffnet sich mit dieser Passphrase nicht.',
    'Geben Sie die Passphrase ein, mit der sie gemacht wurde; ohne sie kann niemand sie lesen.',
  ],
  BACKUP_KEY: [
    'Die Sicherung {id} ist mit einem Datenbankschlüssel verschlüsselt, den dieser Computer nicht hat.',
    'Geben Sie unter „Einstellungen“, Verschlüsselung, einmal ihren Wiederherstellungsschlüssel ein. Ohne ihn kann niemand die Sicherung lesen.',
  ],
  BACKUP_NO_SPACE: [
    'In {path} ist zu wenig Platz: {needed} werden gebraucht, {free} sind frei. Es wurde nichts geschrieben.',
    'Schaffen Sie Platz oder wählen Sie unter „Einstellungen“ einen anderen Ordner für die Sicherungen.',
  ],
  BACKUP_FOLDER: [
    'Der Ordner für Sicherungen, {path}, ist nicht benutzbar: {detail}',
    'Prüfen Sie, ob es ihn gibt und ob er beschreibbar ist, oder wählen Sie unter „Einstellungen“ einen anderen.',
  ],
  BACKUP_RUNNING: [
    'Es läuft schon eine Sicherung, Prüfung oder Wiederherstellung.',
    'Warten Sie, bis sie fertig ist, oder brechen Sie sie ab.',
  ],
  BACKUP_CANCELLED: ['Es wurde abgebrochen; nichts blieb halb fertig.', 'Beginnen Sie von vorn.'],
  BUNDLE_EXISTS: ['Die Datei {path} gibt es schon.', 'Nennen Sie eine andere Datei.'],
  BUNDLE_FOLDER: [
    'In {path} kann nichts geschrieben werden: {detail}',
    'Nennen Sie eine Datei in einem Ordner, der beschreibbar ist.',
  ],
  MIGRATE_RUNNING: [
    'Es läuft eine Übernahme.',
    'Warten Sie, bis sie fertig ist, oder brechen Sie sie ab.',
  ],
  MIGRATE_STOPPED: [
    'Die Übernahme blieb unterwegs stehen: {detail}',
    'Starten Sie sie noch einmal: Sie geht dort weiter, wo sie war, und sendet nichts doppelt.',
  ],
  MIGRATE_DESK_IN_USE: [
    'An diesem Platz liegen Datensätze anderer Tabellen als in der Datei: {tables}.',
    'Bringen Sie die Tabellen der Datei über einen eigenen Platz: einen leeren Ordner mit `--home`, angemeldet bei einer eigenen Praxis.',
  ],
  SCHEMA_IN_USE: [
    'Bei der Praxis {clinic} liegen schon Datensätze anderer Tabellen: {tables}.',
    'Legen Sie für sie eine eigene Praxis an: `satchel-server clinic add`, und melden Sie sich dann dort an.',
  ],
  SCHEMA_ADOPTED: [
    'Die Praxis führt die Tabellen einer anderen Anwendung; dieser Platz übernimmt sie jetzt.',
    'Satchel startet von selbst neu. Gleichen Sie danach noch einmal ab.',
  ],
  SCHEMA_OTHER: [
    'Die Praxis führt die Tabellen einer anderen Anwendung, und an diesem Platz liegen Datensätze anderer Tabellen.',
    'Senden oder exportieren Sie, was hier liegt, und melden Sie sich dann mit einem leeren Ordner bei der Praxis an.',
  ],
  MONITOR_RUNNING: [
    'Hier läuft schon eine Überwachung (Prozess {pid}).',
    'Beenden Sie sie zuerst: `satchel monitor --stop`',
  ],
  MONITOR_FAILED: ['Die Überwachung endete, bevor sie begonnen hatte.', 'Siehe {log}.'],
} as const satisfies ErrorTexts & Record<keyof typeof keepingEntries, unknown>;
