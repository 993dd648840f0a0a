import type { ErrorTexts } from '../../said-texts.ts';

/** Of the program on this computer, its database, and who is at the desk. */
export const deskErrors = {
  INTERNAL: [
    'Etwas Unerwartetes ist schiefgegangen: {detail}',
    'Versuchen Sie es noch einmal; bleibt es dabei, senden Sie dem Support die Protokolldatei.',
  ],
  USAGE: ['{detail}', 'Prüfen Sie die Eingabe.'],
  INTERRUPTED: [
    'Der Befehl wurde angehalten.',
    'Was gespeichert war, bleibt; starten Sie ihn noch einmal, um weiterzumachen.',
  ],
  ENGINE_STOPPED: [
    'Satchel blieb stehen, bevor es antworten konnte, und wird neu gestartet.',
    'Versuchen Sie es gleich noch einmal; was gespeichert war, ist sicher.',
  ],
  API_TOKEN_INVALID: [
    'Dieses Fenster oder diese Anfrage trägt nicht den Schlüssel dieses Satchel.',
    'Öffnen Sie die Adresse, die Satchel angezeigt hat, mit allem, was nach dem # steht.',
  ],
  API_ORIGIN_REFUSED: [
    'Die Anfrage kam unter einem anderen Namen oder von einer anderen Seite und wurde abgelehnt.',
    'Verwenden Sie die Adresse, die Satchel angezeigt hat.',
  ],
  API_NOT_JSON: ['Es wird nur JSON angenommen.', 'Senden Sie `content-type: application/json`.'],
  API_NOT_FOUND: ['Unter {path} gibt es nichts.', '/openapi.json nennt die Pfade.'],
  ENGINE_UNREACHABLE: [
    'Dieses Fenster hat die Verbindung zu Satchel auf diesem Computer verloren.',
    'Es verbindet sich von selbst wieder; wenn nicht, starten Sie Satchel neu. Was gespeichert war, ist sicher.',
  ],
  CONFIG_INVALID: [
    '{file}: {detail}',
    'Berichtigen Sie es dort oder gehen Sie zu den Einstellungen des letzten Starts zurück: `satchel config restore`',
  ],
  CONFIG_NOT_KEPT: [
    'In {home} sind keine früheren Einstellungen aufgehoben.',
    'Berichtigen Sie dort config.json, oder löschen Sie die Datei und richten Sie den Platz neu ein. Datensätze bleiben unberührt.',
  ],
  CONFIG_UNKNOWN_KEY: [
    '{file}: Eine Einstellung „{key}“ gibt es nicht.{suggestion}',
    'Benennen Sie den Schlüssel um oder entfernen Sie ihn; `satchel config` zeigt alle Einstellungen.',
  ],
  HOME_MISSING: [
    'In {home} liegt kein Satchel.',
    'Prüfen Sie den Ordner oder richten Sie dort einen Platz ein.',
  ],
  STORE_LOCKED: [
    'Ein anderes Satchel (Prozess {pid}) hat {path} geöffnet.',
    'Verwenden Sie jenes oder schließen Sie es zuerst.',
  ],
  STORE_MISSING: [
    'Unter {path} liegt keine Datenbank.',
    'Prüfen Sie den Pfad; es wurde keine leere Datei an ihre Stelle gesetzt.',
  ],
  STORE_NOT_A_DATABASE: [
    '{path} ist keine SQLite-Datenbank.',
    'Nennen Sie unter „Einstellungen“ eine andere Datei; diese blieb unberührt.',
  ],
  STORE_KEY_MISSING: [
    '{path} ist verschlüsselt, und der Schlüssel ist nicht unter den Geheimnissen, die dieses Programm lesen kann.',
    'Starten Sie das Satchel, das sie verschlüsselt hat. Ist sein Schlüsselbund verloren, geben Sie den Wiederherstellungsschlüssel ein.',
  ],
  STORE_KEY_WRONG: [
    '{path} ist mit einem anderen Schlüssel verschlüsselt als denen, die dieser Computer hat.',
    'Geben Sie den Wiederherstellungsschlüssel ein, der dazu gehört.',
  ],
  RECOVERY_KEY_INVALID: [
    'Das ist kein Wiederherstellungsschlüssel: {detail}',
    'Vergleichen Sie ihn Buchstabe für Buchstabe mit dem, was aufgeschrieben wurde.',
  ],
  ENCRYPTION_FOREIGN: [
    '{path} gehört einer anderen Anwendung, die die Datei dann nicht mehr öffnen könnte.',
    'Sie bleibt, wie ihr Besitzer sie führt. Verschlüsseln Sie stattdessen das Laufwerk, auf dem sie liegt.',
  ],
  ENCRYPTION_STATE: [
    'Die Datenbank ist schon {state}.',
    'Wie es um sie steht, zeigen die Einstellungen unter „Verschlüsselung“.',
  ],
  STORE_CORRUPT: [
    '{path} ist beschädigt: {detail}',
    'Heben Sie die Datei auf und stellen Sie die neueste geprüfte Sicherung wieder her.',
  ],
  STORE_DISK_FULL: [
    'Das Laufwerk, auf dem {path} liegt, ist voll. Nichts blieb halb geschrieben.',
    'Schaffen Sie Platz und versuchen Sie es dann noch einmal.',
  ],
  STORE_READ_ONLY: [
    '{path} ist nicht beschreibbar.',
    'Prüfen Sie die Rechte der Datei und ihres Ordners.',
  ],
  STORE_TOO_NEW: [
    '{path} wurde von einem neueren Satchel geschrieben (Fassung {found}, dieses kennt {known}).',
    'Aktualisieren Sie dieses Satchel.',
  ],
  SQLITE_TOO_OLD: [
    'SQLite {found} ist zu alt; gebraucht wird {needed} (ältere können eine WAL-Datenbank beschädigen).',
    'Installieren Sie Satchel neu.',
  ],
  STORE_SQL: [
    'SQLite hat eine Anweisung abgelehnt ({code}): {sql}',
    'Versuchen Sie es noch einmal; bleibt es dabei, senden Sie dem Support die Protokolldatei.',
  ],
  NOT_CONFIGURED: [
    'Dieser Platz hat noch keinen Server.',
    'Richten Sie ihn unter „Einstellungen“ ein. Ihre Arbeit ist an diesem Platz sicher.',
  ],
  ALREADY_CONFIGURED: [
    'Dieser Platz ist schon mit {server} als {username} eingerichtet.',
    'Melden Sie sich dort wieder an; eine andere Adresse bindet einen Platz nicht um.',
  ],
  NOT_SIGNED_IN: [
    'An diesem Platz ist niemand angemeldet.',
    'Melden Sie sich an. Ihre Arbeit ist an diesem Platz sicher.',
  ],
  SIGN_IN_REFUSED: [
    'Der Server hat diesen Benutzernamen und dieses Passwort nicht angenommen.',
    'Prüfen Sie beides und versuchen Sie es noch einmal.',
  ],
  SIGN_IN_LIMITED: [
    'Zu viele Versuche, sich anzumelden.',
    'Warten Sie {seconds} Sekunden und versuchen Sie es dann noch einmal.',
  ],
  TOKEN_INVALID: [
    'Die Anmeldung gilt nicht mehr.',
    'Melden Sie sich neu an. Ihre Arbeit ist an diesem Platz sicher.',
  ],
  TOKEN_EXPIRED: [
    'Die Anmeldung ist abgelaufen.',
    'Sie wird von selbst erneuert; wenn nicht, melden Sie sich neu an.',
  ],
  FORBIDDEN: [
    '{user} darf das nicht: {what}.',
    'Fragen Sie eine Administratorin oder einen Administrator der Praxis.',
  ],
  DESK_LOCKED: [
    'Dieser Platz ist gesperrt.',
    'Entsperren Sie ihn mit einer PIN oder, wo der Server erreichbar ist, mit einem Passwort.',
  ],
  PIN_NONE: [
    'An diesem Platz hat niemand eine PIN; er kann deshalb nicht gesperrt werden.',
    'Legen Sie unter „Einstellungen“, Personen an diesem Platz, eine fest.',
  ],
  PIN_UNKNOWN: [
    '{username} hat an diesem Platz keine PIN.',
    'Melden Sie sich mit dem Passwort an und legen Sie dann unter „Einstellungen“ eine fest.',
  ],
  PIN_REFUSED: [
    'Das ist nicht die PIN von {username}.',
    'Versuchen Sie es noch einmal. Nach {left} weiteren falschen hilft nur noch das Passwort.',
  ],
  PIN_BLOCKED: [
    'Zu viele falsche PINs für {username}.',
    'Warten Sie {seconds} Sekunden oder melden Sie sich mit dem Passwort an.',
  ],
  PIN_VOID: [
    'Es wurden so viele falsche PINs versucht, dass die von {username} nicht mehr gilt.',
    'Melden Sie sich mit dem Passwort an; danach gilt die PIN wieder.',
  ],
  PIN_EXPIRED: [
    '{username} hat sich zu lange nicht mit dem Passwort angemeldet.',
    'Melden Sie sich einmal mit dem Passwort an, solange der Server erreichbar ist.',
  ],
  PIN_WEAK: [
    'Diese PIN ist zu leicht zu erraten.',
    'Nehmen Sie 4 bis 12 Ziffern, weder lauter gleiche noch eine Reihe wie 1234.',
  ],
  CLINIC_EXISTS: [
    'Eine Praxis namens „{name}“ gibt es schon.',
    'Wählen Sie einen anderen Namen; `satchel-server clinic list` zeigt sie.',
  ],
  CLINIC_NOT_FOUND: [
    'Eine Praxis namens „{name}“ gibt es nicht.',
    '`satchel-server clinic list` zeigt sie.',
  ],
  USER_EXISTS: [
    'Einen Benutzer namens „{name}“ gibt es schon.',
    'Wählen Sie einen anderen Namen; `satchel-server user list` zeigt sie.',
  ],
  PASSWORD_MISSING: [
    'Es wurde kein Passwort angegeben.',
    'Geben Sie es über die Standardeingabe oder in SATCHEL_PASSWORD an. Von der Befehlszeile wird es nie genommen.',
  ],
  PASSWORD_WEAK: ['Das Passwort ist zu kurz.', 'Nehmen Sie mindestens 8 Zeichen.'],
  PORT_IN_USE: ['Port {port} ist belegt.', 'Nennen Sie mit --port einen anderen.'],
  POSTGRES_FAILED: ['PostgreSQL ist nicht gestartet: {detail}', 'Siehe {log}.'],
  DATABASE_UNREACHABLE: [
    'PostgreSQL ist nicht erreichbar: {detail}',
    'Prüfen Sie DATABASE_URL und ob PostgreSQL läuft.',
  ],
  TLS_REQUIRED: [
    '{what} ohne TLS ist nur auf diesem Computer selbst erlaubt.',
    'Verwenden Sie https, oder `satchel-server serve --tls-cert F --tls-key F` (oder --behind-proxy).',
  ],
} as const satisfies ErrorTexts;
