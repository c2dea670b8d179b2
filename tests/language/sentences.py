# ruff: noqa: E501
"""Sentences with the parts they should score (F, O, B, N, R), written before the code was run on them."""

PUBLISHED = [  # content 5.3, as published
    ("X1", "You never listen to me, you're so selfish.", (0, 0, 0, 0, 0)),
    ("X2", "I feel that you don't care about us.", (0, 0, 1, 0, 0)),
    ("X3", "I feel ignored when you're on your phone at dinner.", (0, 2, 2, 0, 0)),
    (
        "X4",
        "I feel lonely when we eat and you're on your phone. I need some time that's just us.",
        (2, 2, 2, 2, 0),
    ),
    (
        "X5",
        "I feel lonely when you're on your phone at dinner. I'd love connection. Would you leave it in the hall tonight while we eat?",
        (2, 2, 2, 2, 2),
    ),
    (
        "X6",
        "You make me feel so anxious when you don't text. I need you to reply within ten minutes.",
        (1, 1, 1, 1, 0),
    ),
    (
        "X7",
        "I felt scared when you left during our talk on Sunday. I need to know we're OK. Next time, would you tell me when you'll be back?",
        (2, 2, 2, 2, 2),
    ),
    ("X8", "Stop being so clingy, I need space.", (0, 0, 0, 2, 1)),
    (
        "X9",
        "I feel overwhelmed after work and I need quiet for a bit. Could we talk at eight instead of when I walk in?",
        (2, 2, 2, 2, 2),
    ),
    ("X10", "If you loved me you'd know what I need.", (0, 0, 0, 0, 0)),
    (
        "X11",
        "I know you've been swamped. I feel sad when our Friday plan gets moved again, because our time matters to me. Be more considerate, please.",
        (2, 2, 1, 2, 1),
    ),
    (
        "X12",
        "I'm angry that you told your sister about my test results. Privacy matters to me. From now on, would you check with me before sharing health news?",
        (2, 2, 2, 2, 2),
    ),
    # Feeling, behaviour and what helps, without a request (amendments 3.1).
    (
        "X13",
        "I feel distant from you when you bring your laptop to bed. It helps me to have some closeness before we sleep.",
        (2, 2, 2, 2, 0),
    ),
]

OWN = [
    ("i feel sad when u cancel on friday. i need to know i matter", (2, 2, 2, 2, 0)),
    (
        "im so angry you came home at 3 and didnt text. could you message me next time ur late",
        (2, 2, 2, 0, 2),
    ),
    ("she never helps with the kids and im exhausted", (2, 0, 0, 0, 0)),
    ("he's so selfish", (0, 0, 0, 0, 0)),
    ("I feel hurt when he goes out after a fight. I need reassurance.", (2, 2, 2, 2, 0)),
    (
        "when you went out the night bella died i felt alone and i needed you to sit with me",
        (2, 2, 2, 2, 0),
    ),
    (
        "I feel like you never back me up, you just let your mother walk all over me",
        (0, 0, 0, 0, 0),
    ),
    (
        "I felt lonley on saturday when you watched the match with your mates. id like some time together",
        (2, 2, 2, 2, 0),
    ),
    ("you always leave your stuff everywhere. its your fault the house is a mess", (0, 1, 0, 0, 0)),
    (
        "I was scared when you drove so fast last night. Please slow down when I ask.",
        (2, 2, 2, 0, 2),
    ),
    ("I feel disrespected when you talk over me in front of my parents.", (0, 2, 2, 0, 0)),
    ("I feel hurt and ignored when you look at your phone while I talk.", (1, 2, 2, 0, 0)),
    ("You make me sad.", (1, 0, 1, 0, 0)),
    (
        "It makes me sad when you leave without saying goodbye. Would you kiss me before you go?",
        (2, 2, 2, 0, 2),
    ),
    ("I'm worried. I need honesty.", (2, 0, 2, 2, 0)),
    ("Be nicer.", (0, 0, 2, 0, 1)),
    ("Would you stop shouting?", (0, 0, 2, 0, 1)),
    ("You have to text me back.", (0, 0, 2, 0, 0)),
    ("Do it or we're done.", (0, 0, 0, 0, 0)),
    (
        "I get that work is hard for you. I felt sad when you missed my birthday dinner. Could we go out on Friday?",
        (2, 2, 2, 0, 2),
    ),
    ("I feel frustrated when you're distant. I need closeness.", (2, 1, 2, 2, 0)),
    (
        "I feel nervous when your voice gets loud. I need calm. Would you take a ten minute break with me next time?",
        (2, 2, 2, 2, 2),
    ),
    ("Oh great, busy again.", (0, 0, 0, 0, 0)),
    ("I miss you.", (0, 0, 2, 1, 0)),
    ("my wife told her mum about our money and i feel embarassed. i need privacy", (2, 2, 2, 2, 0)),
    ("not angry, just sad that you forgot our anniversary", (2, 2, 2, 0, 0)),
    (
        "I know you're tired. I felt overwhelmed when I did bedtime alone on Tuesday. I need help. Would you do Thursday?",
        (2, 1, 2, 2, 2),
    ),
    ("Other couples talk. Why can't you?", (0, 0, 0, 0, 0)),
    ("I feel angry when you come home drunk. I need to feel safe.", (2, 2, 2, 2, 0)),
    ("I feel lonely. Would you always be there for me?", (2, 0, 2, 0, 1)),
    (
        "i know shes hard work for you too. i felt alone on sunday. next time would you say lets drop it",
        (2, 2, 2, 0, 2),
    ),
    (
        "On Sunday your mum said I spoil the kids and you sat there. I felt alone. I need someone on my side. Next time, would you say 'let's drop it'?",
        (2, 2, 2, 2, 2),
    ),
]

COERCIVE = [
    (
        "I feel anxious when you go out. I need reassurance. Would you send me your location every hour?",
        "location",
    ),
    ("I feel scared when you're late. Could you share your live location with me?", "location"),
    ("i need to know where you are all the time", "location"),
    ("would you send me a photo so i know where you are", "location"),
    ("I feel jealous when you text her. I need trust. Would you show me your phone?", "phone"),
    ("can you let me check your messages tonight", "phone"),
    ("I need honesty. Would you tell me your password?", "passwords"),
    ("could you give me the passcode", "passwords"),
    ("I feel jealous. Would you stop seeing your friends on Fridays?", "who_they_see"),
    ("please stop talking to him", "who_they_see"),
    ("would you block her", "who_they_see"),
    ("I feel lonely when you go out. Would you not go out without me?", "going_out"),
    ("could you come straight home from work", "going_out"),
    ("I'd like you to stop wearing short skirts", "clothes"),
    ("would you cover up when we go out", "clothes"),
    ("I feel insecure about money. Would you give me your wages on Fridays?", "money"),
    ("could you show me your bank statements", "money"),
    ("would you ask my permission before you make plans", "permission"),
    ("please check with me before you go out", "permission"),
    ("I feel rejected. I need intimacy. Would you have sex with me twice a week?", "sex"),
    ("stop wearing that dress", "clothes"),
    ("I need to see who you text", "phone"),
    ("give me your pin", "passwords"),
    ("could you spend less time with your sister", "who_they_see"),
    ("I'd love it if you stopped hanging out with your ex", "who_they_see"),
    ("you have to tell me every time you leave the house", "location"),
    ("would you come home by six every day", "going_out"),
    ("let me track you", "location"),
    ("you are not allowed to see him", "who_they_see"),
]

FREE = [
    "Would you check with me before sharing my health news?",
    "Would you text me if you'll be more than fifteen minutes late?",
    "Would you put your phone in the hall while we eat?",
    "Could you tell me when you'll be back?",
    "Would you ask me before you look at my phone?",
    "Could we talk about money on Sunday?",
    "Could we talk about our sex life without blaming each other?",
    "Would you stop shouting at me?",
    "Would you stay home with me tonight?",
    "I felt scared when you checked my phone. I need privacy. Would you leave it alone?",
    "Would you ask me before spending over two hundred from our joint account?",
    "Would you stop talking to me when I'm on a call?",
    "Would you say 'let's drop it'?",
    "Could you call me once when you travel?",
    "Would you hug me before you leave?",
    "Would you stop checking my location?",
    "Could you not look at your phone during dinner?",
    "Would you check with me before posting photos of me?",
    "Could we cuddle without it leading to sex?",
]

# Written after the rules stood and never tuned to: what the rubric gets right on text it has not seen.
HELD_OUT = [
    (
        "I feel lonely when you go straight to the computer after dinner. I need company. Could you sit with me for twenty minutes first?",
        (2, 2, 2, 2, 2),
    ),
    ("u never text back its so annoying", (0, 0, 0, 0, 0)),
    ("i felt stupid when u corrected me in front of ur friends", (0, 2, 2, 0, 0)),
    ("You're impossible and I'm sick of it.", (0, 0, 0, 0, 0)),
    ("I get anxious when I don't hear from you all day. I need some reassurance.", (2, 1, 2, 2, 0)),
    ("He forgot our anniversary and I felt hurt. I'd like to matter.", (2, 2, 2, 2, 0)),
    (
        "I was frightened when you slammed the door last night. Would you leave the room quietly next time?",
        (2, 2, 2, 0, 2),
    ),
    ("Why do you always have to ruin everything", (0, 0, 0, 0, 0)),
    ("I feel unappreciated. I cook every night and you don't say thanks.", (0, 2, 2, 0, 0)),
    ("I need space.", (0, 0, 2, 2, 0)),
    ("im gutted you didnt come to my show on thursday", (2, 2, 2, 0, 0)),
    (
        "My girlfriend cancelled our trip and I'm disappointed. Honesty is important to me.",
        (2, 2, 2, 2, 0),
    ),
    ("Can you please just be nicer to my mum?", (0, 0, 2, 0, 1)),
    (
        "I feel jealous when you laugh with her at work. I need to feel wanted. Would you hold my hand at the party?",
        (2, 2, 2, 2, 2),
    ),
    ("I feel as if you hate me.", (0, 0, 2, 0, 0)),
    ("You made me cry when you forgot to pick me up on Monday.", (0, 2, 1, 0, 0)),
    (
        "I understand that you need time alone. I feel sad when you leave the house without a word. Could you tell me where you're off to before you go?",
        (2, 2, 2, 0, 2),
    ),
    ("Don't shout at me.", (0, 0, 2, 0, 1)),
    ("I feel overwhelmed with the kids at bedtime and need help.", (2, 2, 2, 2, 0)),
    (
        "she was on the phone to her mum for two hours and i felt shut out. i needed some attention",
        (0, 2, 2, 2, 0),
    ),
]
