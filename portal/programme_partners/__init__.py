"""Who works on a programme beside its owner, and as what: nobody is named without its own yes."""
