"""What changes the roster: the only writers, each one act; they flush and never commit.

``on`` is the day from which a change holds, ``by`` the person who makes it (nothing for the
system itself, as when a network is filled for the first time: then no act is recorded).
``based_on`` is the revision that a form was filled in from: a newer one is a ``Stale`` edit.
"""
