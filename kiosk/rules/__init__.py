"""Facts → decision. Pure: a policy is text, time is a fact, nothing is read here."""
