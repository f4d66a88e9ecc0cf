"""EU Digital COVID Certificates: ``HC1:`` + base45(zlib(COSE_Sign1 over CWT claims)).

The text is taken apart in ``transport`` and ``envelope``, the signature is checked by
``signer``, the content by ``claims`` and ``schema``, in the order of ``trust``. Only
``signer`` and ``trust`` load the ``cryptography`` library, which is slow to import:
whoever trusts no certificate does not import them.

Sources: eHN Electronic Health Certificate Specification 1.0.5, DCC JSON schema 1.0.0
to 1.3.3, RFC 9052 (COSE), RFC 8392 (CWT), RFC 8230 (PS256).
"""
