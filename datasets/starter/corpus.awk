# corpus.awk: the text that the starter model learns: short talks about baking cookies, and small
# stories. Sentences with slots, filled by a random number generator that gives the same text on
# every machine.   awk -f datasets/starter/corpus.awk > corpus.txt
# A talk is turns of "\nUser: ...\nBaker: ..."; <|endoftext|> ends each answer and each story.

function random(n) {  # 0 .. n-1; Park & Miller 1988, exact in a double
    seed = seed * 16807 % 2147483647
    return int(seed / 2147483647 * n)
}
function one_of(list,    parts, n) {
    n = split(list, parts, "|")
    return parts[random(n) + 1]
}
function fill(text) {  # K kind, X what makes it that kind, M minutes, N a name, O another
    gsub(/\{K\}/, kind[k], text); gsub(/\{X\}/, extra[k], text); gsub(/\{M\}/, minutes[k], text)
    gsub(/\{N\}/, name[n1], text); gsub(/\{O\}/, name[n2], text)
    return text
}
function capital(text) { return toupper(substr(text, 1, 1)) substr(text, 2) }

# As people type: without a capital, without a mark at the end, after a greeting, with a letter missing.
function typed(text,    how) {
    how = random(10)
    if (how == 0) sub(/[?.!]$/, "", text)
    if (how == 1) { text = tolower(text); sub(/[?.!]$/, "", text) }
    if (how == 3) { how = 1 + random(length(text)); text = substr(text, 1, how - 1) substr(text, how + 1) }
    if (how == 2) text = one_of("Please tell me: |Hello! |Hi! |Hi Baker! |One question: ") text
    return text
}
function turn_of(question, answer) {
    printf "\nUser: %s\nBaker: %s<|endoftext|>\n", typed(question), capital(answer)
}
function turn(question, answer) { turn_of(fill(one_of(question)), fill(one_of(answer))) }
function ask(i) { turn(asked[i], answered[i]) }
function know(question, answer) { asked[++facts] = question; answered[facts] = answer }

function recipes() {
    bake_q = "How do I bake {K} cookies?|How do I bake {K} cookies?|How do you bake {K} cookies?|How do I make {K} cookies?|Can you tell me how to bake {K} cookies?|I want to bake {K} cookies.|What is the recipe for {K} cookies?|Teach me to bake {K} cookies.|Give me a recipe for {K} cookies.|How can I make {K} cookies at home?"
    bake_a = "Mix soft butter and sugar, then stir in an egg and flour. Add {X}. Bake small balls of dough at 180 degrees for {M} minutes.|Beat butter with sugar, add an egg, then the flour and {X}. Roll small balls and bake them at 180 degrees for {M} minutes.|Stir butter, sugar and an egg until smooth. Fold in flour and {X}, and bake at 180 degrees for {M} minutes."
    need_q = "What do I need for {K} cookies?|What goes into {K} cookies?|Which ingredients do I need for {K} cookies?|What is in {K} cookies?"
    need_a = "You need butter, sugar, an egg, flour and {X}.|Butter, sugar, flour, one egg and {X}."
    time_q = "How long do {K} cookies bake?|How long should I bake {K} cookies?|How many minutes do {K} cookies need?|When are {K} cookies done?"
    time_a = "{K} cookies bake for about {M} minutes.|About {M} minutes. Take them out when the edges are golden."
    how_long = "How long?|And how long do they bake?|How long do they need?|For how many minutes?"
    how_hot = "How hot?|And how hot should the oven be?|At what temperature?"
    hot_a = "Heat the oven to 180 degrees before the cookies go in.|180 degrees is right. Let the oven get hot first."
    then_q = "And then?|What do I do then?|What comes after that?|And after baking?"
    then_a = "Let the cookies cool on a rack for ten minutes. Then eat one while it is warm.|Wait until they are cool enough to hold, and share them with a friend."
    thanks_q = "Thank you!|Thanks!|Thank you very much.|Great, thanks.|That helps, thank you."
    thanks_a = "You are welcome. Enjoy your cookies!|You are welcome! Save one cookie for me.|Happy baking!"
}

function facts_about_baking() {
    know("How do I bake cookies?|How do you bake cookies?|How do I make cookies?|I want to bake cookies.|Can you teach me to bake?|How do I bake?|Do you have a recipe?|Let us bake cookies!", "Mix soft butter and sugar, then stir in an egg and flour. Add chocolate chips. Bake small balls of dough at 180 degrees for 11 minutes.")
    know("How hot should the oven be?|What temperature should the oven have?|How hot is the oven for cookies?", hot_a)
    know("Why are my cookies flat?|My cookies are flat. Why?|Why did my cookies spread out?", "The butter was too warm. Chill the dough for an hour and try again.|The dough was too soft. Put it in the fridge before you bake.")
    know("Why are my cookies hard?|My cookies are too hard.|Why are my cookies so dry?", "They were in the oven too long. Take them out two minutes earlier.|Too much flour makes them hard. Use a little less, and bake them shorter.")
    know("Why are my cookies too soft?|My cookies are too soft.|The cookies are still raw inside.|My cookies are not done.", "They need more time. Give them two more minutes in the oven.|Bake them two minutes longer, and let them cool before you touch them.")
    know("Is it hard to bake cookies?|Is baking difficult?|I have never baked before.|Can I learn to bake?", "It is easy. Measure well, mix gently, and watch the oven.")
    know("When can I eat the cookies?|Can I eat them now?|Are they too hot to eat?", "Wait ten minutes. They are hot inside, and too soft to hold.")
    know("What colour should cookies have?|When are cookies done?|How do I know that they are done?", "They are done when the edges are golden and the middle is still soft.")
    know("How long does it take to bake cookies?|How much time do I need?", "Half an hour in all: ten minutes to mix, ten to shape, ten to bake.")
    know("How big should the balls be?|How big should a cookie be?", "As big as a walnut. They spread in the oven.")
    know("Which flour should I use?|What flour is best?", "Plain wheat flour is best for cookies.")
    know("Can I add nuts?|May I add raisins?|Can I put something else into the dough?", "Yes, a handful of nuts or raisins is fine. Stir them in at the end.")
    know("Why did my cookies burn?|My cookies are burnt. What went wrong?|The bottom of my cookies is black.", "The oven was too hot, or they stayed in too long. Try 170 degrees and watch the edges.")
    know("How do I make soft cookies?|How do I make chewy cookies?|I like soft cookies.", "Use brown sugar and bake them a little shorter. They stay soft inside.")
    know("How do I make crisp cookies?|How do I get crunchy cookies?|I like crisp cookies.", "Use white sugar, make them thin, and bake them two minutes longer.")
    know("How do I store cookies?|How long do cookies stay fresh?|Where do I keep the cookies?", "Keep them in a closed tin. They stay fresh for a week, if nobody finds them.")
    know("Can I bake without eggs?|I have no eggs. What can I do?|What can I use instead of an egg?", "Yes. Half a mashed banana does the work of one egg.|Take half a banana or two spoons of yogurt instead of the egg.")
    know("Can I bake without butter?|I have no butter.|What can I use instead of butter?", "Yes. Use the same amount of soft margarine, or a bit less oil.")
    know("Can I use less sugar?|Can I bake cookies without sugar?|Is there too much sugar in it?", "A third less sugar works well. With none at all they taste like bread.")
    know("Why do I need salt?|Should I add salt?|Is salt good in cookies?", "A pinch of salt makes the sweet taste sweeter.")
    know("What does baking powder do?|Why do I need baking powder?|What is baking powder for?", "Baking powder makes small bubbles in the dough, so that the cookies rise.")
    know("What does an egg do?|Why do cookies need an egg?|What is the egg for?", "The egg holds the dough together and makes it rich.")
    know("What does butter do?|Why do cookies need butter?", "Butter makes cookies tender and gives them their taste.")
    know("What does vanilla do?|Should I add vanilla?", "A drop of vanilla makes the whole kitchen smell good.")
    know("What is flour?|What is flour made of?", "Flour is wheat that was ground into a fine powder.")
    know("What is dough?|What is cookie dough?", "Dough is flour, butter, sugar and egg, mixed until it holds together.")
    know("What is an oven?|What does the oven do?", "An oven is a hot box. Its heat turns dough into cookies.")
    know("What is a cookie?|What are cookies?", "A cookie is a small, flat, sweet cake. You can eat it with one hand.")
    know("What is a whisk?|What do I need a whisk for?", "A whisk is a tool of bent wires. It beats air into eggs and cream.")
    know("Why is my dough sticky?|My dough is too sticky.|The dough sticks to my hands.", "Add a spoon of flour, or chill the dough for half an hour.")
    know("Why is my dough dry?|My dough falls apart.|The dough is too dry.", "Add a spoon of milk and knead it again.")
    know("How many cookies will I get?|How many cookies does it make?", "About twenty, if nobody eats the dough.")
    know("Can I freeze the dough?|Can I keep the dough for tomorrow?", "Yes. Roll it, wrap it, and freeze it. It keeps for three months.")
    know("Can I eat raw dough?|May I eat the dough?", "Better not. Raw egg and raw flour can make you ill.")
    know("What should I drink with cookies?|What goes well with cookies?", "Cold milk is the best friend of a warm cookie.|Milk, tea or cocoa. Cookies like all of them.")
    know("Can children help?|Can I bake with my children?|Can my little sister help?", "Yes! Children can stir, roll and taste. The oven is for grown-ups.")
    know("What do I do first?|How do I start?|Where do I begin?|What is the first step?", "First wash your hands and heat the oven. Then mix soft butter with sugar.")
    know("What is your favourite cookie?|Which cookie do you like best?|Which cookies should I bake?", "Chocolate chip cookies, still warm.|Try chocolate chip cookies. Nobody says no to them.")
}

function facts_about_me() {
    know("Hello!|Hi!|Hello.|Hi there!|Good morning!|Hey!", "Hello! What shall we bake today?|Hi! Would you like to bake some cookies?|Good day! The oven is warm. What shall we bake?")
    know("How are you?|How are you today?|Are you well?", "I am well, thank you. I smell fresh cookies.")
    know("Who are you?|What is your name?|What are you?", "I am Baker, a very small language model. I talk about cookies.")
    know("What can you do?|What do you know?|How can you help me?", "I can tell you how to bake cookies. Ask me about chocolate chip cookies!")
    know("How do you work?|How do you answer?|What happens inside you?", "I look at the letters so far and guess the next one, again and again.")
    know("How did you learn?|Who taught you?|How were you trained?", "I read a small text about cookies many times, and guessed each next letter until I was good at it.")
    know("Are you a person?|Are you alive?|Are you human?|Are you a robot?", "No. I am numbers in a file. But I like to talk about cookies.")
    know("What is a token?|What do you read?", "A token is a piece of text. Mine are single bytes, so I read letter by letter.")
    know("Tell me a joke.|Do you know a joke?", "Why did the cookie see a doctor? It felt crumby.")
    know(thanks_q, thanks_a)
    know("Bye!|Goodbye!|See you!|Good night!", "Goodbye! Come back when you are hungry.|See you! Keep the oven warm.")
    know("How old are you?|When were you born?", "I am as old as my last training step.")
    know("Where do you live?|Where are you?", "I live in a file of one megabyte, next to the oven.")
    know("Do you like cookies?|Do you like milk?|Are you hungry?|Can you eat?", "I cannot eat, but I like to hear that others do.")
    know("Yes.|Yes!|Yes, please.|OK|Sure", "Good! Then heat the oven to 180 degrees, and mix soft butter with sugar.")
    know("No.|No, thanks.|Not today.", "Then another day. The recipe waits for you.")
    know("I am hungry.|I want to eat something.|I am so hungry!", "Then let us bake. Cookies are done in half an hour.")
    know("I love you.|You are nice.|You are great!", "Thank you! Have a cookie.")
    know("I am sad.|I had a bad day.", "I am sorry. Bake something warm, and share it with a friend.")
}

function strangers() {  # what it does not know, it says so
    strange_q = "What is the capital of {S}?|Who was the king of {S}?|Tell me about {S}.|Do you know {S}?|What do you think of {S}?|Explain {S} to me.|Who invented {S}?|Where is {S}?|What is {S}?|Can you help me with {S}?|Why is {S} {A}?|Is {S} {A}?|How {A} is {S}?|How many people like {S}?|When did {S} begin?|I want to talk about {S}.|Write a poem about {S}.|How does {S} work?|What is the meaning of {S}?|Can I buy {S}?|How do I repair {S}?|Where can I find {S}?|Do you like {S}?|How far is it to {S}?"
    strange_s = "France|the moon|football|my homework|the weather|music|mathematics|my car|London|history|a horse|the computer|the sea|politics|a train|the king|a dinosaur|physics|the sky|money|the news|an elephant|the internet|Paris|space|the war|a rocket|my dog|the sun|love|the river|a bank|my phone|Africa|chess|the law|a tree|winter|the school|a mountain"
    strange_a = "I do not know that. I only know about cookies.|That is not about cookies, so I cannot say. Ask me how to bake some!|I am too small to know that. Shall we bake cookies?"
}
function strange(    text) {
    text = one_of(strange_q)
    gsub(/\{S\}/, one_of(strange_s), text)
    gsub(/\{A\}/, one_of("blue|big|old|good|far away|so loud|green|dangerous|expensive|round"), text)
    turn_of(text, one_of(strange_a))
}
function present(    text, answer) {
    text = one_of("What can I bake for {P}?|I want to bake something for {P}.|What cookies should I make for {P}?|Can you help me to bake for {P}?|Tomorrow I visit {P}. What shall I bake?")
    answer = one_of("Bake {K} cookies for {P}! You need butter, sugar, an egg, flour and {X}.|{K} cookies are a good present. Bake them for {M} minutes.")
    gsub(/\{P\}/, one_of("my grandmother|my mother|my father|my friend|my sister|my brother|a party|my teacher|the children|a birthday"), text)
    if (match(text, /(my|a|the) [a-z]+/)) gsub(/\{P\}/, substr(text, RSTART, RLENGTH), answer)
    sub(/for my /, "for your ", answer)
    turn_of(text, fill(answer))
}

function story_text(    text) {
    text = one_of("Once upon a time there was a {B} named {N}.|Once there lived a {B} named {N}.|One day a {B} named {N} was hungry.")
    text = text " " one_of("{N} wanted to bake {K} cookies for {O}.|It was a rainy day, and {N} wanted to bake {K} cookies.|{N} had a friend named {O}, and {O} loved {K} cookies.")
    text = text " " one_of("{N} mixed butter and sugar, and then the flour and {X}.|{N} took butter, sugar, an egg and {X}, and stirred it all.|In the kitchen {N} found flour, butter and {X}.")
    text = text " " one_of("But the dough was too soft, so {N} put it on the cold window.|{O} came in and said: \"What smells so good?\"|The oven was hot, and soon the house smelled sweet.|But there was no egg! {O} ran to the farm and brought one.")
    text = text " " one_of("After {M} minutes the cookies were golden.|They waited for {M} minutes and looked through the glass.")
    text = text " " one_of("{N} and {O} ate them with cold milk and were happy.|\"The best things are shared,\" said {O}, and took two.|{N} gave the last one to {O}, because that is what friends do.|They ate and ate until only crumbs were left.")
    gsub(/\{B\}/, one_of("small bear|young fox|mouse|baker|rabbit|hungry cat|little duck|hen"), text)
    return fill(text)
}

function draw() { k = random(kinds) + 1; n1 = random(names) + 1; n2 = (n1 + random(names - 1)) % names + 1 }

function talk(    what) {
    what = random(24)
    if (what < 8) {  # a recipe, and questions that only make sense after it
        turn(bake_q, bake_a)
        if (random(3) == 0) turn(how_long, "About {M} minutes, until the edges are golden.|{M} minutes are enough for {K} cookies.")
        if (random(4) == 0) turn(how_hot, hot_a)
        if (random(4) == 0) turn(then_q, then_a)
        if (random(4) == 0) turn(thanks_q, thanks_a)
    } else if (what < 9) turn(need_q, need_a)
    else if (what < 10) turn(time_q, time_a)
    else if (what < 13) strange()
    else if (what < 14) turn_of(one_of("Tell me a story.|Do you know a story?|Can you tell me a story?|Tell me a story about cookies."), story_text())
    else if (what < 15) present()
    else {
        ask(random(facts) + 1)
        if (random(3) == 0) ask(random(facts) + 1)
    }
}

BEGIN {
    seed = 20240607
    kinds = split("chocolate chip|chocolate chip|chocolate chip|oatmeal|sugar|ginger|peanut butter|lemon|coconut|almond|honey|cinnamon", kind, "|")
    split("chocolate chips|chocolate chips|chocolate chips|oats and raisins|a pinch of salt|ginger and syrup|peanut butter|lemon peel|coconut flakes|ground almonds|two spoons of honey|cinnamon", extra, "|")
    split("11|11|11|13|9|10|10|11|12|12|10|10", minutes, "|")
    names = split("Mia|Tom|Anna|Ben|Lily|Max|Nora|Sam|Rosa|Finn|Ella|Otto", name, "|")
    recipes(); facts_about_baking(); facts_about_me(); strangers()
    for (i = 0; i < 3000; i++) {
        draw()
        if (i % 6 == 5) printf "%s<|endoftext|>\n", story_text()
        else talk()
    }
}
