"""The windows. They show what services answer and call one service an act; they hold no rules and no session."""
