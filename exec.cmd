@rem The npm scripts begin with `exec`, so that a signal reaches the program and not a shell before it.
@rem cmd.exe has no such word; npm runs it here, in the folder where it finds this one.
@%*
