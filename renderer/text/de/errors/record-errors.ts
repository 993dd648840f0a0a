import type { ErrorTexts } from '../../said-texts.ts';

/** Of records, conflicts and syncing. */
export const recordErrors = {
  TABLE_UNKNOWN: [
    'Eine Tabelle „{table}“ gibt es nicht.{suggestion}',
    'Alle Tabellen stehen unter „Datensätze“.',
  ],
  TABLE_NOT_SYNCABLE: [
    'Die Tabelle {table} kann nicht abgeglichen werden: {detail}.',
    'Ändern Sie die Tabelle in der Anwendung, zu der sie gehört, oder lassen Sie sie weg.',
  ],
  COLUMN_UNKNOWN: [
    'Die Tabelle {table} hat kein Feld „{column}“.{suggestion}',
    'Prüfen Sie den Namen des Feldes; gespeichert wurde nichts.',
  ],
  VALUE_INVALID: [
    '{table}, {column}: {problem}',
    'Berichtigen Sie den Wert; gespeichert wurde nichts.',
  ],
  RECORD_NOT_FOUND: [
    'Diesen Datensatz gibt es nicht ({table}, {key}).',
    'Vielleicht wurde er gelöscht; öffnen Sie die Liste noch einmal.',
  ],
  RECORD_EXISTS: [
    'Unter „{table}“ gibt es schon einen Datensatz mit diesem Wert: {column}.',
    'Nehmen Sie einen anderen Wert oder bearbeiten Sie den vorhandenen Datensatz.{hint}',
  ],
  RECORD_REFERENCED: [
    'Dieser Datensatz ({table}) wird noch gebraucht: {dependants}.',
    'Löschen oder verschieben Sie diese zuerst.',
  ],
  RECORD_APPEND_ONLY: [
    'Das kann nicht mehr geändert werden, sobald es eingetragen ist: {what}.',
    'Legen Sie einen neuen Datensatz an, der sagt, was anders ist.',
  ],
  DELETED_NOT_FOUND: [
    'Der gelöschte Datensatz {id} ist nicht mehr aufgehoben.',
    'Er wurde schon zurückgeholt oder vor mehr als einem halben Jahr gelöscht.',
  ],
  IMPORT_NOT_FOUND: [
    'Einen Import {id} dieser Tabelle gibt es nicht.',
    'Die letzten hundert Importe stehen bei der Tabelle.',
  ],
  REFERENCE_MISSING: [
    '{table}, {column}: verweist auf einen Datensatz ({references}), den es nicht gibt.',
    'Wählen Sie einen vorhandenen Datensatz.',
  ],
  SYNC_RUNNING: ['Ein Abgleich läuft schon.', 'Warten Sie, bis er fertig ist.'],
  SYNC_CANCELLED: [
    'Der Abgleich wurde abgebrochen.',
    'Was angekommen war, bleibt; gleichen Sie noch einmal ab, um weiterzumachen.',
  ],
  SYNC_STALLED: [
    'Der Abgleich kam {seconds} Sekunden lang nicht voran und wurde beendet.',
    'Er wird von selbst erneut versucht.',
  ],
  SYNC_TORN: [
    'Die Antwort des Servers brach ab und wurde nicht übernommen.',
    'Es wird von selbst erneut versucht.',
  ],
  SYNC_PROTOCOL: [
    'Die beiden Seiten sprechen nicht dasselbe Protokoll (hier {here}, dort {there}).',
    'Aktualisieren Sie die ältere Seite.',
  ],
  SYNC_SCHEMA: [
    'Die beiden Seiten kennen nicht dieselben Tabellen: {detail}',
    'Aktualisieren Sie die ältere Seite.',
  ],
  SYNC_BINDING: [
    'Dieser Platz gehört zu {bound}, der Server ist aber {found}. Es wurde nichts gesendet.',
    'Berichtigen Sie die Adresse des Servers oder lassen Sie den Platz von der Administration umbinden.',
  ],
  SYNC_BRAKE: [
    'Der Server will hier {count} von {total} Datensätzen löschen. Es wurde nichts gelöscht.',
    'Hat das seine Richtigkeit, lassen Sie es unter „Status“ zu.',
  ],
  SYNC_REWOUND: [
    'Der Server kennt spätere Arbeit dieses Platzes als der Platz selbst.',
    'Der Platz nimmt eine neue Kennung an und macht von selbst weiter.',
  ],
  SYNC_RESYNC: [
    'Der Server wurde wiederhergestellt oder ersetzt.',
    'Der Platz vergleicht seine Datensätze von selbst mit dem Server.',
  ],
  COMPARE_CANCELLED: [
    'Der Vergleich wurde abgebrochen.',
    'Es wurde nichts geändert; starten Sie ihn wieder, wann Sie mögen.',
  ],
  MUTATION_ID_REUSED: [
    'Der Server hat schon eine andere Lieferung {batch} dieses Platzes.',
    'Der Platz nimmt eine neue Kennung an und macht von selbst weiter.',
  ],
  BATCH_MALFORMED: [
    'Der Server konnte nicht lesen, was gesendet wurde, Zeile {line}: {detail}',
    'Es wurde nichts übernommen. Aktualisieren Sie die ältere Seite.',
  ],
  BODY_TOO_LARGE: [
    'Mehr als {limit} Bytes in einer Anfrage.',
    'Es wird von selbst in kleineren Teilen noch einmal gesendet.',
  ],
  CONFLICT_NOT_FOUND: [
    'Den Konflikt {id} gibt es nicht.',
    'Alle Konflikte stehen unter „Konflikte“.',
  ],
  CONFLICT_RESOLVED: [
    'Der Konflikt {id} ist schon entschieden.',
    'Wie, steht unter „Konflikte“ bei den entschiedenen.',
  ],
  CONFLICT_OPEN: ['Der Konflikt {id} ist noch nicht entschieden.', 'Er steht unter „Konflikte“.'],
  CONFLICT_CHANGED: [
    'Die Entscheidung von Konflikt {id} kann nicht zurückgenommen werden: Sein Datensatz hat sich seither geändert.',
    'Bearbeiten Sie stattdessen den Datensatz; beide Werte stehen unter „Konflikte“ bei den entschiedenen.',
  ],
  QUARANTINE_NOT_FOUND: [
    'Nichts namens {id} ist zurückgestellt.',
    'Was zurückgestellt ist, steht unter „Konflikte“.',
  ],
  QUARANTINE_SENDING: [
    'Der Datensatz wird gerade gesendet ({table}, {key}).',
    'Gleichen Sie ab und sehen Sie dann noch einmal nach.',
  ],
  DISCARD_NOT_FOUND: [
    'Das Verwerfen {undo} kann nicht mehr zurückgenommen werden.',
    'Es wurde schon zurückgenommen oder liegt mehr als dreißig Tage zurück.',
  ],
  STRATEGY_UNKNOWN: [
    'Eine Strategie „{strategy}“ gibt es nicht.',
    'Verwenden Sie eine von: {strategies}.',
  ],
  LOG_NOT_FOUND: [
    'Den Abgleich {id} gibt es nicht.',
    'Alle Abgleiche stehen im „Abgleichprotokoll“.',
  ],
} as const satisfies ErrorTexts;
