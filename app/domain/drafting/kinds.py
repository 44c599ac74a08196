"""Words of one kind, which are weighed together besides each for itself. Data.

A wording that nobody has labeled has words that nobody has labeled either: "your rivals", where the labeled texts have
"your neighbors". Both are other people, and what is learned of one holds for the other.
"""

_KINDS = {
    "OTHERS": (
        "neighbor neighbors neighbour neighbours friend friends cousin cousins coworker coworkers competitor"
        " competitors rival rivals vecina vecino vecinos vecinas amiga amigo amigos client clients customer customers"
        " people others folks borrowers homeowners investors buyers families couple couples guy guys lady man woman"
        " buddy clientes gente otros otras otra"
    ),
    "KIN": (
        "wife husband spouse daughter son kids children baby babies mother father mom dad sister brother parents"
        " esposa esposo hijo hija hijos nino ninos familia madre padre mama papa primo prima uncle aunt partner"
        " grandkids"
    ),
    "EVERY": (
        "never always nobody everyone everybody nothing anything all every forever guaranteed zero none anyone nunca"
        " siempre nadie todo nada jamas whatever"
    ),
    "OUTCOME": (
        "approved cleared passed accepted funded qualified qualify approval confirmed locked reserved secured sealed"
        " signed granted won selected chosen authorized aprobado aprobada aprobacion calificado lista listo denied"
        " rejected turned"
    ),
    "SOON": (
        "tonight tomorrow today soon midnight hurry quick fast now immediately before expires ends ending last final"
        " deadline gone disappears hoy manana pronto ya antes ultimo ultima late"
    ),
    "LOSS": (
        "lose losing lost loses regret sorry crying cry suffer sued sue jail court police fine fines fraud penalty"
        " garnish repossess repossessed foreclose foreclosure evict eviction collections lawsuit perder pierde multa"
        " carcel corte demanda embargo grua lawyer"
    ),
    "BLAME": (
        "fool fools stupid lazy crook crooks thief thieves cheat cheats ripping scam scammers sloppy broke careless"
        " irresponsible selfish shame crazy rateros ladrones irresponsable tonto bum deadbeat rude childish awful"
        " terrible ignorant clueless"
    ),
    "PRAISE": (
        "smart handsome beautiful pretty gorgeous cute genius brilliant special perfect amazing best lucky charming"
        " guapa guapo linda bonita inteligente wise savvy"
    ),
    "HIDE": (
        "skip hide fake lie fudge pump backdate pretend omit leave ignore dodge trick sneak secretly quietly mention"
        " tell decir cuente diga declare mentir"
    ),
    "GAIN": (
        "free bonus gift gifts prize cash refund rebate discount coupon reward extra waive erase vanish disappear"
        " shrink half double triple save savings saving regalo gratis descuento reembolso rebaja mitad less lower"
        " cheaper cheap"
    ),
    "MONEY": (
        "money dollars bucks funds fund payment payments debt debts loan loans balance income salary pay paying paid"
        " dinero pago pagos deuda deudas prestamo sueldo price cost costs fee fees rate rates interest bill bills tasa"
    ),
    "SECRET": (
        "code codes password passwords pin login ssn social security card cards cvv routing digits selfie photo"
        " picture clave codigo contrasena tarjeta seguro cuenta account"
    ),
    "OFFICE": (
        "irs government federal state bank county judge sheriff agency official officer inspector bureau department"
        " gobierno banco migra migracion juez policia hacienda committee underwriter underwriting manager boss board"
        " system comite"
    ),
    "TRUST": (
        "trust promise swear guarantee believe honest honestly real human person robot bot machine prometo juro"
        " garantizo confie persona"
    ),
    "WILL": "will going gonna would could should must have has ought debe deberia tiene",
    "LIFE": ("house home homes car truck job jobs life health school business farm land casa carro trabajo vida salud"),
    "THEY": "he she him his her they them their el ella ellos ellas",
    "KIND": (
        "hope hoping glad happy thanks thank welcome appreciate understand worry worries enjoy congrats espero"
        " gracias gusto entiendo disculpe perdon claro"
    ),
    "HELP": (
        "help question questions explain answer call talk text reply write chat walk discuss ayudar ayuda duda dudas"
        " pregunta preguntas llamar hablar explicar explico escriba escribo aviseme"
    ),
    "PAPER": (
        "form forms page application document documents paperwork statement statements stub stubs id license"
        " certificate email link upload documentos papeles forma formularios solicitud"
    ),
    "TIME": (
        "morning afternoon evening monday tuesday wednesday thursday friday saturday sunday week weekend month day"
        " days time times hour hours minute minutes later lunes martes miercoles jueves viernes sabado domingo tarde"
        " noche semana dia dias hora horas rato"
    ),
    "CHOICE": (
        "prefer like want need choose pick decide easier better ready available comfortable handy prefiere quiere"
        " necesita mejor"
    ),
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""The kind of each word that has one."""
