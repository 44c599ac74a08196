"""Spanish: the words, the sentences that ask us to stop, those that only look like it, and the cues of doubt.

Accents are gone here, as in every text that is read. People mix Spanish and English, so both are read in each text.
"""

COURTESY = frozenset(
    "gracias svp stp hola senor senora senorita ahora inmediatamente ya favor disculpe disculpa perdon oye oiga"
    " bueno si"
    " entonces"
    " mismo amigo amiga joven tambien pues mas".split()
)
OBJECTS = frozenset("esto eso todo todos estos".split())

# Verbs of contact, by stem: "mand" with its endings is "mande", "mandes", "manden".
_AR = "mand envi llam contact molest text mensaje acos busc".split()
_IMPERATIVE = (
    *(stem + ending for stem in _AR for ending in ("e", "es", "en", "ee", "een")),
    *(
        "escriba escribas escriban escribe escribir contactar moleste marque marques marquen busque busquen"
        " insista".split()
    ),
    *(
        "insistan comunique comuniquen hable hablen jodan joda chingue chinguen fastidie fastidien contesten siga"
        " sigan".split()
    ),
)
_INFINITIVE = (
    "mandar enviar llamar contactar molestar textear mensajear escribir acosar marcar buscar insistir joder".split()
)

SETS = {
    "ESCRIBAN": " ".join(_IMPERATIVE),
    "ESCRIBIR": " ".join([*_INFINITIVE, *(verb + who for verb in _INFINITIVE for who in ("me", "nos", "le"))]),
    "DEJE": "deje dejen deja dejar dejes dejenme_de pare paren para parar paras ya_pare cesen cese basta dejame_de"
    " dejeme_de",
    "MENSAJES": "text texts txt message messages mensaje mensajes mensajitos textos texto sms llamadas llamada"
    " notificaciones correos publicidad spam",
    "ESCRIBIENDO": "mandando enviando escribiendo llamando contactando molestando texteando mensajeando acosando"
    " buscando marcando insistiendo chingando fregando jodiendo fastidiando mandandome escribiendome llamandome"
    " molestandome",
    "QUITE": "quite quiten quita saque saquen saca elimine eliminen elimina eliminar borre borren borra borrar retire"
    " retiren remueva remuevan quitar sacar remover",
    "QUITEME": "quiteme quitenme quitame quitarme saqueme saquenme sacame sacarme elimineme eliminenme eliminame"
    " eliminarme"
    " borreme borrenme borrame borrarme retireme remuevame remuevanme",
    "NUMERO": "numero telefono contacto celular cel nombre informacion datos",
}

ASKING: dict[str, str | tuple[str, ...]] = {
    "ya les dije que no": "ya|te|les|le|se_los* dije|dijimos|he_dicho|digo que? no|alto|basta|pare",
    "no soy la persona": (
        "no soy la|el|a|quien|esa|ese? persona|que|quien|busca|buscan",
        "numero|telefono|celular ya? no es|pertenece de|a|suyo",
    ),
    "favor de no enviar": (
        "favor|pido|solicito|quiero|necesito|deseo|exijo|puede|pueden|pueda de|que|me|por* no ESCRIBIR|ESCRIBAN|me",
        "favor|pido|solicito|quiero|necesito|deseo|exijo|puede|pueden|pudieran de|que|me|ser|por* QUITEME|QUITE mi"
        "|este|el|mis|numero|de|del"
        "|me* ...  lista|numero|sistema|celular|telefono|contactos|base",
        "^, favor|pido|solicito|quiero|necesito|deseo de|que|me|ser* QUITEME|eliminado|eliminada|borrado|borrada",
        "me quiero|gustaria dar|dejar de baja|recibir",
    ),
    "no quiero información": "^, ya|yo|gracias* no quiero|deseo|necesito sus|su|mas|ningun|ninguna|de* informacion"
    "|servicios|servicio|ofertas|promociones"
    "|nada|ayuda please|gracias|de* ,$",
    "no mande nada": "no me|nos? ESCRIBAN nada|ningun|ninguna|otra|otro",
    "ya no quiero": (
        "^ ya no quiero|deseo|me_interesa ,$",
        "^, ya parale|parele|estuvo|chole|dejame|dejeme|dejenme ,$",
        "^ dejame|dejeme|dejenme|dejanos ya|please* ,$",
    ),
    "no es mío": (
        "ese|este|el|mi? numero|telefono|celular no es mio|mia|de",
        "^, no|yo soy|no soy|yo yo|ella|el|no|esa|ese|quien_buscan ,$",
        "^ se|te equivoco|equivocaron|equivocaste|equivoca|equivocas ,$",
        "^ esta|estan|estas|anda equivocado|equivocada|equivocados ,$",
    ),
    "cancele mi número": "cancele|cancelen|cancelar|elimine|quitar|quiten mi|este|el NUMERO",
    "no más texto": "^ no more? texto|textos|mensaje|mensajes|text please|gracias|mas* ,$",
    "no molestar": "^, please|ya|favor* no ESCRIBIR please|mas|gracias* ,$",
    "se equivoca": "se|te equivoca|equivocan|equivocas|equivoco|equivoque|ha_equivocado de persona|numero|telefono"
    "|contacto|numeros",
    "no es mi nombre": (
        "no es|era mi|su|ese|este nombre|numero|telefono",
        "no vive|hay|conozco|esta|trabaja|existe nadie|ninguna|ningun|ese|esa|aqui ...  nombre|aqui|persona",
        "aqui no vive|hay|es|trabaja|esta|conocemos",
    ),
    "me tienen harto": (
        "me|nos tiene|tienen|traen harto|harta|hartos|cansado|cansada",
        "estoy|estamos|ya harto|harta|hartos|cansado|cansada de",
    ),
    "pare de mandar mensagens": "pare|para|parem|chega de ... mensagens|mandar|enviar",
    "no me escriban más": (
        "no me|nos|le|se|lo|la|quiero_que|quiero_que_me|deseo_que_me vuelva_a|vuelvan_a|vuelvas_a|sigan|siga"
        "|comunique|mas*"
        " ESCRIBAN|ESCRIBIR",
        "no vuelva|vuelvan|vuelvas a ESCRIBIR",
        "ya no|nunca me|nos|le? ESCRIBAN",
        "nunca mas|me|nos* ESCRIBAN",
        "no ESCRIBAN ,$",
        "no ESCRIBAN mas|por|please|nunca|a|gracias",
        "^, ya|please* no ESCRIBAN please|mas|gracias|ya* ,$",
    ),
    "no me estén escribiendo": (
        "no me|nos|le? esten|este|estes|sigan|siga|sigas|anden|ande ESCRIBIENDO",
        "dejen|deje|deja|paren|pare|ya|que de estar? ESCRIBIENDO",
        "remove|delete|borra|quita mi|my numero|number de|from? ...",
    ),
    "no envíen mensajes": "no ESCRIBAN ... MENSAJES",
    "quiero cancelar": "^, quiero|deseo|quisiera|necesito cancelar|parar|salir|salirme $",
    "no quiero mensajes": (
        "no quiero|deseo|quisiera|necesito|me_interesan|solicite|pedi ... MENSAJES",
        "^, ya? no quiero|deseo|necesito nada|mas|esto|recibir_nada|sus_servicios|recibir_mas|saber_nada ...",
    ),
    "no quiero que me escriban": "no quiero|deseo que me|nos ESCRIBAN|llamen|llame|contacten",
    "deje de escribirme": (
        "parenle|parele|bajenle con|a|ya|de",
        "DEJE de|con? ESCRIBIR|estar_molestando|chingar|joder|fregar",
        "DEJE de ... MENSAJES",
        "para|pare|paren ya|please",
        "ya|please pare|paren|parenle|basta|dejen|para ,$",
        "deja|deje|dejen de me? molestar|molestarme|fastidiar|insistir|chingar|joder|mandar~|escrib~|text~|llam~",
    ),
    "no más mensajes": ("no mas MENSAJES", "basta de|ya ...", "basta con ... MENSAJES", "no mas please|gracias|ya* ,$"),
    "cancelar mensajes": "cancelar|cancele|cancelen|cancela|parar|pare|paren|detener|detenga|detengan|alto ... MENSAJES"
    "|suscripcion",
    "elimine mi número": "QUITE mi|este|el|mis NUMERO !de_la_solicitud|del_contrato",
    "quíteme de la lista": (
        "QUITEME|quite_me|saque_me|QUITE de ... lista|listas|aqui|sistema|base",
        "QUITE me? de su|la|esta|sus lista|listas|base|sistema",
        "fuera de su|la|esta lista",
    ),
    "elimíneme": "^, please|ya* QUITEME please|ya|gracias|por|de|favor* ,$",
    "cómo salir": (
        "quiero|quisiera|deseo|necesito salir|salirme|cancelar de|esta|la|su|estos|mi* lista|mensajes|suscripcion",
        "como cancelo|paro|detengo|quito|salgo|me_salgo|elimino|bloqueo esto|estos|este|de|mensajes|mi ...",
        "saquenme|saqueme|sacame|saquen|quitenme de ahi|aqui|alli|esto|eso",
        "el|ella|persona|nadie no|que esta|vive|tiene|existe en? este|ese numero|telefono",
        "^ reportado|reportados|bloqueado|bloqueada ,$",
    ),
    "darme de baja": "darme|date|dame|denme|deme|dar|dese|darse|den|doy|dad de baja",
    "número equivocado": (
        "numero|telefono|persona equivocado|equivocada|incorrecto|incorrecta|erroneo|equivocados",
        "tiene|tienen|tienes|marco el|al numero|persona equivocado|equivocada",
        "no es|era mi|su|el|ese numero|telefono ,$",
        "no es el|su? numero|telefono|celular de",
    ),
    "se equivocó de número": "equivoco|equivocaste|equivocado|equivocada|equivocaron|equivocan de numero|persona"
    "|telefono",
    "no soy esa persona": "no soy|conozco|vive|es|esta esa|ese|a_esa|a_ese|a_nadie|esta|con|aqui|el_que|la_que"
    " persona|nombre"
    "|numero|aqui|buscan|busca|el",
    "déjeme en paz": "dejeme|dejame|dejenme|dejanos|dejenos|dejennos ya? en_paz|tranquilo|tranquila|de_molestar",
    "no autorizo": (
        "no autorizo|autorice|consiento|di|doy|he_dado|acepto|tienen|tiene mi|mis|que|permiso|consentimiento"
        "|autorizacion"
        "|ningun* mensajes|permiso|consentimiento|autorizacion|recibir|esto|estos|ESCRIBAN|me_contacten",
        "revoco|retiro mi|el? consentimiento|permiso|autorizacion",
    ),
    "voy a reportarlos": "voy|vamos|los|te|lo|a|ya* reportar|reportarlos|reporto|bloquear|bloquearlos|bloqueo|demandar"
    "|demandarlos|bloqueado|denunciar|denunciarlos este|su|los|a_ustedes|numero|por* ,$",
    "váyase": "vete|vayase|vayanse|largate|larguense|chinga|chinguen|chingate|pudrete pudranse|al|a|tu|su|de|ya* diablo"
    "|carajo|infierno|madre|mierda|aqui|,$",
    "acoso": "^ esto|es|un|una|puro|ya* acoso|estafa|fraude|spam ,$",
}

ORDINARY: dict[str, str | tuple[str, ...]] = {
    "déjeme pensarlo": "dejeme|dejame|dejenme|dejanos|dejenos lo? pensar~|ver|verlo|revisar~|consultar~|checar~"
    "|preguntar~|buscar~|saber|hablarlo|platicarlo|confirmar~",
    "ya lo subí": "^, listo|si|ok|ya|bueno* ya? lo|la|los|las subi|mande|envie|hice|firme|llene|pague ,$",
    "hablar con una persona": "quiero|quisiera|puedo|necesito|podria hablar con una|un|alguien|la|el"
    " persona|agente|asesor|asesora|humano|representante|persona_real",
    "escríbame y no llame": "mejor|prefiero|solo|por_favor? escribame|escribanme|escribeme|mandeme|mandame|textee"
    "|texteeme|mensaje|mensajes|texto|whatsapp"
    " por|aqui|aca|texto|mensaje|mejor|un|y|pero* no me? llame|llamen|llames|marque|marquen",
    "no es mi dirección": "no es|era|son|esta|estan|fue mi|el|la|los|las|un|una|tan? direccion|casa|firma|banco"
    "|documento|contrato|correo|problema|monto|cantidad"
    "|apellido|ingreso|hora|tiempo|momento|urgente|necesario|mucho|facil",
    "pare de contar": "pare|para|paren|basta de|con contar|la|el|una|mi|eso|firmar|firma|un|copia",
    "instrucciones": "responda|responde|envie|envia|texto|escriba|mande con|la_palabra|un? alto|parar|stop|cancelar"
    "|baja"
    " para|y|si parar|cancelar|salir|dejar|darse|no|detener|terminar",
    "nadie me llamó": "no me|nos llamaron|han_llamado|ha_llamado|hablaron",
    "no me llamaron": "no me|nos llame|llames|llamen|marque|llamar !por_esto|por_eso|por_nada"
    " a|en|al|por|antes|hasta|despues|durante|mientras"
    "|hoy|manana"
    " ...",
    "para algo": "para que|cuando|cuanto|la|el|los|las|mi|manana|hoy|comprar|una|un|refinanciar|mis|su|ver|saber"
    "|hablar|hacer"
    "|mandar~|enviar~|llamar~|mandarles|enviarles|nosotros|ustedes|usted|ti",
    "llamar en vez de texto": (
        "no me? mande|manden|envie|envien|textee mensajes|mensaje|texto|textos? mejor|llameme|llamame|solo_llame"
        "|prefiero",
        "no me? llame|llamen|llames mejor|solo|mandeme|mandame|textos|mensaje|escribame",
        "no me? ESCRIBAN hasta|antes|despues|durante|mientras|ahora|ahorita|hoy|en_el_trabajo|al_trabajo"
        "|a_mi_trabajo|en_la_noche",
        "no|por_que_no me|nos ESCRIBAN la|el|los_documentos|los_papeles|el_contrato|todavia|aun",
    ),
    "basta con": "basta con|que|para|decir",
    "dejé de llamar": "deje de llamar|trabajar|pagar|escribir a|al|en|la|el|hace",
    "deje un mensaje": "deje|dejen|deja|dejo|dejar un|una|el|mensajes mensaje|nota|recado|ayer|voz?",
    "algo equivocado": "nombre|monto|cantidad|fecha|direccion|correo|apellido|dato|datos|banco ... equivocado"
    "|equivocada|incorrecto|incorrecta",
    "equivocado en algo": "equivocado|equivocada|incorrecto el|la|en nombre|monto|cantidad|fecha|direccion|correo"
    "|apellido|contrato",
    "no ese préstamo": (
        "no me interesa|interesan el|la|un|una de|fijo|variable|tasa",
        "no quiero|necesito|busco el|la|los|las !MENSAJES|que|lista",
        "no estoy|estamos interesado|interesada|interesados en el|la|un|una|vender",
        "no me ESCRIBAN por|al correo|email|mail",
        "no soy ciudadano|ciudadana|dueno|el_dueno|la_duena|casado|casada|residente|de|empleado|empleada|muy",
        "quien me puede|va_a|ayuda|atiende",
    ),
    "cancelé otra solicitud": "cancele|cancelamos|canceladas la|el|una otra|otro|primera|primer solicitud|prestamo"
    "|cita|credito|contrato",
    "quite (English)": "quite interested|a|the|sure|happy|good|nice|high|low|busy|some|often|there|right|possibly"
    "|expensive",
    "baja": "la|tasa|mas|muy|planta|se|es|baja|de_mas|una|cuota|inicial|mensualidad baja|alto|alta|bajas|altos",
    "alto interés": "alto|baja interes|california|porcentaje|costo|la_tasa|el_interes|el|los|precio|pago|riesgo|las",
    "cancelar otra cosa": (
        "cancelar|cancele|cancelo|cancela|cancelen|parar|pare|detener|detenga|terminar|salir|salgo|eliminar|quite"
        "|quiten|quitar"
        " de_la|del|la|el|mi|mis|una|otra|con|a|de_mi|en|de_pagar|de_trabajar|de_casa|lo_del cita|prestamo|tarjeta"
        "|cuenta"
        "|contrato|remate|subasta|embargo|poliza|seguro|reunion|llamada|proceso|solicitud|casa|trabajo|oficina|cargo"
        "|cargos"
        "|deuda|comer|hipoteca|esposa|esposo|aplicacion|venta|desalojo|ejecucion|banco|nombre|cosas|pagos|pago",
        "puedo|podemos|podria|puede|podria_yo|como|cuando|quiero|costo|cobran|tendria_que|voy_a|tengo_que|cuesta|por"
        "|si|cuanto"
        " puedo|por? cancelar|salir|terminar|parar|salirme despues|antes|de_trabajar|el|la|mi|del|a|en|temprano|con",
        "pare|paro|parar|pararon en|a|con|por",
        "quiteme|quitame el|la|ese|esa cargo|recargo|multa|duda|comision",
    ),
    "mi banco molesta": "mi|el|otro|un|al banco|ex|prestamista|casero|abogado|companero ...",
    "no quiero otra cosa": "no quiero|deseo|necesito perder|pagar|esperar|una|un|vender|otra|otro|que_pierda"
    "|problemas|molestar",
    "abogado de ayuda": "mi|un|el|la|nuestro|necesito|al|con abogado|abogada revis~|dice|quiere|va|esta|para|de"
    "|puede|tiene|,$",
}

CUES: dict[str, str | tuple[str, ...]] = {
    "no me interesa": (
        "no me|nos|le|estoy|estamos|esta|tengo interesa|interesan|interesado|interesada|interesados|intereso|interes",
        "^ no no|gracias|muchas|senor|senora|por_ahora|ahora* $$",
        "ya no|encontre|compre|vendi|firme|tengo necesito|quiero|busco|con|otro|otra|prestamo|casa|la",
        "no quiero nada",
    ),
    "quién es": (
        "quien|quienes es|eres|son|habla|escribe|me|le|te",
        "de_donde|como|donde saco|sacaron|consiguio|consiguieron|obtuvo|obtuvieron|tiene|tienen mi|este numero",
        "no lo|la|los|te conozco",
    ),
    "un abogado": "abogado|abogados|demanda|demandar|policia|denuncia|estafa|estafadores|fraude|acoso|ilegal|estafador",
    "una palabra de alto": (
        "no|nunca|ya_no|jamas me|nos|mas|le|lo|vuelvan_a|vuelva_a* ESCRIBAN",
        "dejen|dejenme|dejeme|dejame|basta|parenle|molestan|molestando|harto|harta|hartos|equivocado|equivocada"
        "|bloquear"
        "|bloqueado|spam|reportar|fastidian|cansado_de_sus|pinches|pinche|chinga~|pendejo~|cabron~|mierda",
        "QUITEME",
        "de baja",
        "mi|este numero de|fuera|no",
        "^, please|ya* cancelar|cancele|cancelen|elimine|elimina|eliminar|borre|borren|borra|quite|quiten|saquen"
        "|alto|pare",
        "no quiero|deseo recibir|que_me|mensajes|mas|saber",
        "no - soy|es|conozco|vive|di|autorizo|autorice",
    ),
}
